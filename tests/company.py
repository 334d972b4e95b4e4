"""Brightwater at work: its Slack, and a Muster that serves it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from backoffice.local import ports
from tests.muster_process import Muster
from tests.sandbox_process import Sandbox
from tests.servers import Servers

Company = tuple[Sandbox, Muster]


@contextmanager
def running_company(
    servers: Servers,
    *,
    workers: int = 1,
    redis: bool = True,
    latency_ms: int = 0,
    **settings: str,
) -> Iterator[Company]:
    """A fresh workspace, database and processes; about two seconds to start.

    `latency_ms` is how long the sandbox takes over each call. `settings` are
    environment variables, for example LEASE_SECONDS="2".
    """
    if redis:
        servers.redis.start()
        servers.redis.flush()
    port = ports.find_free()
    with ExitStack() as end:
        muster = Muster(
            servers,
            slack_api_url=f"http://{ports.HOST}:{port}/api/",
            template=servers.seeded,
            broker=servers.redis if redis else None,
            settings=settings,
        )
        end.callback(muster.stop)
        muster.launch(workers=workers)
        slack = Sandbox(
            app_url=f"{muster.url}/slack/events",
            manifest=servers.manifest,
            port=port,
            latency_ms=latency_ms,
        )
        end.enter_context(slack)
        muster.wait_ready()
        yield slack, muster
