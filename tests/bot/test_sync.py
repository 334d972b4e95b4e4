"""Reading a company from Slack."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from bot import syncing
from incidents.channels.models import SlackUser, SyncRun, UserGroup
from incidents.people.models import Person
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def slack(settings: Settings) -> Iterator[Sandbox]:
    with Sandbox() as slack:
        settings.SLACK_API_URL = slack.api_url
        yield slack


def test_a_sync_waits_as_long_as_slack_asks_and_goes_on(slack: Sandbox) -> None:
    workspace = syncing.connect()
    slack.fault("users.list", "429", times=2, retry_after=1)
    rows = syncing.read_all(workspace)

    assert rows["people"] == Person.objects.count()
    assert len(slack.calls("users.list")) == 3
    assert set(SyncRun.objects.values_list("state", flat=True)) == {"done"}


def test_who_slack_lists_no_longer_has_left(slack: Sandbox) -> None:
    workspace = syncing.connect()
    person = Person.objects.create(name="Gone", email="gone@example.com")
    SlackUser.objects.create(
        workspace=workspace, slack_id="U0GONE0001", person=person, synced_at=LONG_AGO
    )
    syncing.read_all(workspace)

    person.refresh_from_db()
    assert not person.is_active
    assert "1 left." in SyncRun.objects.get(name="people").notes


def test_a_list_that_is_cut_short_makes_nobody_leave(slack: Sandbox) -> None:
    workspace = syncing.connect()
    slack.populate(users=100)
    syncing.read_all(workspace)
    slack.reset()
    syncing.read_all(workspace)

    assert Person.objects.filter(is_active=True).count() > 100
    run = SyncRun.objects.filter(name="people").latest("pk")
    assert run.state == "failed"
    assert "no longer lists 100 of" in run.error


def test_a_group_by_a_wrong_id_is_marked_and_others_are_read(slack: Sandbox) -> None:
    workspace = syncing.connect()
    for slack_id in ("S0WRONG001", "S0PAYONCAL"):
        UserGroup.objects.create(
            workspace=workspace, slack_id=slack_id, handle=slack_id.lower()
        )
    syncing.read_all(workspace)

    wrong = UserGroup.objects.get(slack_id="S0WRONG001")
    right = UserGroup.objects.get(slack_id="S0PAYONCAL")
    assert "Slack lists no user group with this id" in wrong.problem
    assert (right.handle, right.problem) == ("payments-oncall", "")
    assert [person.name for person in right.people.all()] == ["Ada Okafor"]
