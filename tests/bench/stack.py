"""A company to measure, with nothing in its way but what is measured."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.company import running_company
from tests.flows.story import Story
from tests.servers import Servers

# As in production: what reads alerts has a process, and a core, of its own.
APART = ("page,slack,sync", "ingest")


@contextmanager
def stack(*, latency_ms: int, workers: Sequence[str] = APART) -> Iterator[Story]:
    """Brightwater, whose Slack takes `latency_ms` over each call, and whose workers are
    two, as in production; or those of these queues.
    """
    servers = Servers(durable=True)
    try:
        servers.start()
        with running_company(
            servers, latency_ms=latency_ms, workers=workers
        ) as company:
            yield Story(*company)
    finally:
        servers.stop()
