"""The servers and companies that tests ask for, and what is said when one fails."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.company import Company, running_company
from tests.muster_process import Muster
from tests.plans import looked_at
from tests.redis_process import RedisServer
from tests.servers import Servers

# Two cores that others use too: how long an example takes says nothing.
settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared")
MUSTERS = pytest.StashKey[list[Muster]]()


@pytest.fixture(scope="session", autouse=True)
def rows_are_looked_up(request: pytest.FixtureRequest) -> Iterator[None]:
    """A plan that reads a table from end to end is cheap until that is long."""

    def make() -> str:
        servers: Servers = request.getfixturevalue("servers")
        return servers.postgres.create("plans", template=servers.migrated)

    with looked_at(make):
        yield


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL at once, Redis and the templates when they are asked for."""
    servers = Servers()
    try:
        yield servers.start()
    finally:
        servers.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: Servers) -> None:
    """pytest-django's own database, for tests without processes, is a copy too."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = servers.migrated


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests; each opens a page of its own."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def redis_server(servers: Servers) -> RedisServer:
    """A running, empty Redis; a test may kill it."""
    servers.redis.start()
    servers.redis.flush()
    return servers.redis


@pytest.fixture
def start_company(
    servers: Servers, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Company]]:
    """start_company(LEASE_SECONDS="2") -> (slack, muster), ended after the test."""
    with ExitStack() as end:
        musters = request.node.stash.setdefault(MUSTERS, [])

        def start(**options: Any) -> Company:
            slack, muster = end.enter_context(running_company(servers, **options))
            musters.append(muster)
            return slack, muster

        yield start


@pytest.fixture
def company(start_company: Callable[..., Company]) -> Company:
    """A fresh workspace and Muster with usual settings: (slack, muster)."""
    return start_company()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the processes' logs with a failure."""
    report = yield
    if report.failed and report.when == "call":
        for muster in item.stash.get(MUSTERS, []):
            report.sections.append(("Muster's logs", muster.logs()))
    return report
