"""A fresh company, a fresh database and a running Muster for each story."""

import pytest

from tests.flows.story import Story
from tests.muster_process import Muster
from tests.sandbox_process import Sandbox


@pytest.fixture
def story(company: tuple[Sandbox, Muster]) -> Story:
    return Story(*company)
