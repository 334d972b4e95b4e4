"""Stories in which things break."""

from collections.abc import Callable

import pytest

from tests.company import Company
from tests.flows.story import Story


@pytest.fixture
def story(company: Company) -> Story:
    """With the usual settings."""
    return Story(*company)


@pytest.fixture
def impatient(start_company: Callable[..., Company]) -> Story:
    """With short leases and quick retries, so that a story of faults is short."""
    return Story(*start_company(LEASE_SECONDS="4", RETRY_SECONDS="0.2"))
