"""A company to measure, with nothing in its way but what is measured."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.company import running_company
from tests.flows.story import Story
from tests.servers import Servers


@contextmanager
def stack(*, latency_ms: int) -> Iterator[Story]:
    """Brightwater, whose Slack takes `latency_ms` over each call."""
    servers = Servers(durable=True)
    try:
        servers.start()
        with running_company(servers, latency_ms=latency_ms) as company:
            yield Story(*company)
    finally:
        servers.stop()
