"""The Muster that is measured: on a database that is as durable as in production."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.company import running_company
from tests.flows.story import Story
from tests.servers import Servers


@contextmanager
def stack(*, latency_ms: int) -> Iterator[Story]:
    """A fresh company whose Slack takes `latency_ms` over each call."""
    servers = Servers(durable=True)
    try:
        servers.start()
        with running_company(servers, latency_ms=latency_ms) as (slack, muster):
            yield Story(slack, muster)
    finally:
        servers.stop()
