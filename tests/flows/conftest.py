"""A fresh company, a fresh database and a running Muster for each story."""

import pytest

from tests.company import Company
from tests.flows.story import Story


@pytest.fixture
def story(company: Company) -> Story:
    return Story(*company)
