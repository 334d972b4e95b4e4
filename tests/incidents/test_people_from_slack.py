"""People as Slack tells of them: accounts come, go, and come again."""

from typing import Any

import pytest

from incidents.channels import services as channels
from incidents.channels.models import SlackUser, Workspace
from incidents.channels.values import UserFacts, WorkspaceFacts
from incidents.people.models import Person
from incidents.people.services import grant_admin

pytestmark = pytest.mark.django_db
EMAIL = "grace@example.com"


@pytest.fixture
def workspace() -> Workspace:
    return channels.connect(
        facts=WorkspaceFacts(
            slack_id="T1",
            name="Example",
            url="https://example.slack.com/",
            bot_id="B1",
            bot_user_id="UBOT",
        )
    )


def account(slack_id: str, email: str = EMAIL, **more: Any) -> UserFacts:
    return UserFacts(
        slack_id=slack_id, handle="grace", name="Grace", email=email, **more
    )


def person_of(slack_id: str) -> Person | None:
    return SlackUser.objects.get(slack_id=slack_id).person


@pytest.mark.parametrize("old_first", [True, False])
def test_a_new_account_takes_over_from_the_one_that_was_closed(
    workspace: Workspace, old_first: bool
) -> None:
    channels.save_users(workspace=workspace, users=[account("U1")])
    grace = person_of("U1")
    both = [account("U1", is_deleted=True), account("U2")]
    for _ in range(2):
        users = both if old_first else both[::-1]
        channels.save_users(workspace=workspace, users=users)

    assert person_of("U2") == grace
    assert Person.objects.get(email=EMAIL).is_active


def test_a_second_live_account_of_an_e_mail_takes_nobody_over(
    workspace: Workspace,
) -> None:
    channels.save_users(workspace=workspace, users=[account("U1"), account("U2")])
    assert Person.objects.get(email=EMAIL) == person_of("U1")
    assert person_of("U2") is None

    channels.user_seen(workspace=workspace, slack_id="U2", handle="grace2")
    assert person_of("U2") not in (None, person_of("U1"))


def test_an_e_mail_that_somebody_has_already_stays_theirs(
    workspace: Workspace,
) -> None:
    channels.user_seen(workspace=workspace, slack_id="U1", handle="grace")
    grant_admin(email=EMAIL, name="Grace, who logs in", password="well-kept-1")
    channels.save_users(workspace=workspace, users=[account("U1")])

    assert person_of("U1") != Person.objects.get(email=EMAIL)
    assert SlackUser.objects.get(slack_id="U1").handle == "grace"
