"""Stories in which things break."""

from collections.abc import Iterator

import pytest

from tests.company import Company
from tests.flows.conftest import Shared
from tests.flows.story import Story
from tests.servers import Servers


@pytest.fixture
def story(company: Company) -> Story:
    """With the usual settings."""
    return Story(*company)


@pytest.fixture(scope="session")
def impatient_company(servers: Servers) -> Iterator[Shared]:
    made = Shared(servers, LEASE_SECONDS="4", RETRY_SECONDS="0.2")
    yield made
    made.end()


@pytest.fixture
def impatient(
    impatient_company: Shared, request: pytest.FixtureRequest
) -> Iterator[Story]:
    """With short leases and quick retries, so that a story of faults is short."""
    yield from impatient_company.story(request)
