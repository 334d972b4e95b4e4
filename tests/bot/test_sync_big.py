"""A workspace of 20,000 people, 3,000 channels and 300 user groups is read in pages,
in bounded memory, and with a handful of statements a page.
"""

import resource
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from slack_sdk.web import SlackResponse

from bot import syncing
from incidents.channels.models import Conversation, SlackUser, SyncRun, UserGroup
from incidents.people.models import Person
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db
USERS, CHANNELS, GROUPS = 20_000, 3_000, 300
MEGABYTES = 60


class Counting:
    """Calls as a command does, and keeps how many rows each answer had."""

    def __init__(self) -> None:
        self.talk = syncing.Patient()
        self.rows: dict[str, list[int]] = {}

    def __call__(self, method: str, **arguments: Any) -> SlackResponse:
        answer = self.talk(method, **arguments)
        counted = max(len(answer.get(name) or ()) for name in ("members", "channels"))
        self.rows.setdefault(method, []).append(counted)
        return answer


@pytest.fixture
def slack(settings: Settings) -> Iterator[Sandbox]:
    with Sandbox() as slack:
        settings.SLACK_API_URL = slack.api_url
        yield slack


@pytest.mark.timeout(600)
def test_a_big_workspace_is_read_in_pages_and_little_memory(slack: Sandbox) -> None:
    slack.populate(users=USERS, channels=CHANNELS, usergroups=GROUPS)
    workspace = syncing.connect()
    talk = Counting()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = syncing.read_all(workspace, talk=talk)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert rows["people"] > USERS
    assert rows["conversations"] > CHANNELS
    assert rows["user_groups"] > GROUPS
    assert Person.objects.count() == SlackUser.objects.count() == rows["people"]
    assert Conversation.objects.count() == rows["conversations"]
    assert UserGroup.objects.filter(people__isnull=False).distinct().count() > GROUPS
    assert max(talk.rows["users.list"]) <= 200
    assert max(talk.rows["conversations.list"]) <= 200
    assert grown < MEGABYTES * 1024
    assert not SyncRun.objects.exclude(state="done").exists()


def test_a_page_takes_a_handful_of_statements(slack: Sandbox) -> None:
    slack.populate(users=400, channels=400)
    workspace = syncing.connect()
    syncing.read_all(workspace)  # all is new
    Person.objects.update(name="Somebody")  # all has changed
    SyncRun.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        syncing.read_all(workspace)
    pages = sum(SyncRun.objects.values_list("pages", flat=True))

    assert not Person.objects.filter(name="Somebody", slack_user__isnull=False).exists()
    assert len(captured) < pages * 25
