"""Many people at once: the sandbox itself must not be what is slow."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.conftest import web_client
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox


@pytest.mark.timeout(60)
def test_twenty_commands_at_a_time_wait_for_the_latency_alone(app: StandIn) -> None:
    with Sandbox(app_url=app.url, latency_ms=150) as slack:
        local = threading.local()

        def one(number: int) -> tuple[float, float]:
            if not hasattr(local, "client"):
                local.client = web_client(slack)
            started = time.monotonic()
            answer = slack.command("ada", "general", "/incident", str(number))
            assert answer["ok"], answer
            local.client.conversations_create(name=f"inc-{number}")
            return started, time.monotonic()

        with ThreadPoolExecutor(20) as pool:
            spans = list(pool.map(one, range(100)))
    assert sum(b"command=" in got.body for got in app.requests) == 100
    assert min(ended - began for began, ended in spans) >= 0.15
    under_way = [sum(b <= began < e for b, e in spans) for began, _ in spans]
    assert max(under_way) >= 15
