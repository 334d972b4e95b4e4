"""The worker is gone: a web server finds it, nobody outside is told that all is well,
and admins hear of it once somebody can tell them.
"""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.company import Company
from tests.flows.story import Story

MINUTE = 60.0


class Outside(HTTPServer):
    """Counts who asks."""

    pings = 0


class _Handler(BaseHTTPRequestHandler):
    server: Outside

    def do_GET(self) -> None:
        self.server.pings += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def troubles(story: Story) -> set[str]:
    """The kinds that admins were asked to be told of, and that last."""
    rows = story.muster.sql(
        "SELECT kind FROM incidents_trouble"
        " WHERE told_at IS NOT NULL AND ended_at IS NULL"
    )
    return {str(kind) for (kind,) in rows}


def test_a_dead_worker_is_found_by_the_web_server_within_a_minute(
    start_company: Callable[..., Company], outside: Outside
) -> None:
    url = f"http://127.0.0.1:{outside.server_port}/ping"
    story = Story(*start_company(DEADMAN_URL=url, DEADMAN_INSIDE="127.0.0.1"))
    story.wait_for(lambda: outside.pings == 1, seconds=MINUTE)
    assert troubles(story) == set()

    story.muster.kill_worker()
    story.wait_for(lambda: "workers" in troubles(story), seconds=MINUTE)
    assert story.muster.sql("SELECT is_well FROM incidents_audit") == [(False,)]
    story.wait_for(lambda: "audit" in waiting(story))

    story.muster.start_worker()
    story.wait_for(lambda: troubles(story) == set(), seconds=MINUTE)
    story.wait_for(lambda: any("This is over" in text for text in told(story)))


def waiting(story: Story) -> set[str]:
    rows = story.muster.sql("SELECT kind FROM incidents_effect WHERE status <> 'done'")
    return {str(kind) for (kind,) in rows}


def told(story: Story) -> list[str]:
    """What Ada, who is an admin, reads."""
    return [story.mrkdwn(message) for message in story.direct_messages("ada")]
