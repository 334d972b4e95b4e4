"""Reading a company from Slack."""

import pytest
from pytest_django import Settings

from bot import sync
from incidents.people.models import Person
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db


def test_a_sync_waits_as_long_as_slack_asks_and_goes_on(settings: Settings) -> None:
    with Sandbox() as slack:
        settings.SLACK_API_URL = slack.api_url
        workspace = sync.connect()
        slack.fault("users.list", "429", times=2, retry_after=1)
        assert sync.people(workspace) == Person.objects.count()
        assert len(slack.calls("users.list")) == 3
