"""What Slack tells between two readings."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bot import registry
from incidents.channels.models import Conversation, UserGroup
from incidents.invitations.models import InviteRule
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.bot.conftest import Company

SUBTEAM = {
    "id": "S0DBA00001",
    "handle": "dba",
    "name": "Database people",
    "date_delete": 0,
    "users": ["UADA", "UGRACE"],
    "user_count": 2,
}


def hear(name: str, **event: Any) -> None:
    (found,) = (each for each in registry.events() if each.name == name)
    found.handle({"type": name, **event})


def members(handle: str) -> set[str]:
    group = UserGroup.objects.get(handle=handle)
    return set(group.people.values_list("name", flat=True))


def test_a_new_group_and_who_comes_and_goes(company: Company) -> None:
    hear("subteam_created", subteam=SUBTEAM)
    assert members("dba") == {"Ada", "Grace"}

    hear(
        "subteam_members_changed",
        subteam_id="S0DBA00001",
        added_users=["UBEN"],
        added_users_count="1",
        removed_users=["UADA"],
        removed_users_count="1",
    )
    assert members("dba") == {"Ben", "Grace"}

    hear("subteam_updated", subteam=SUBTEAM | {"date_delete": 1_700_000_000})
    assert UserGroup.objects.get(handle="dba").is_disabled


def test_a_list_that_was_cut_short_has_all_groups_read_anew(company: Company) -> None:
    hear("subteam_created", subteam=SUBTEAM)
    hear("subteam_updated", subteam=SUBTEAM | {"users": ["UBEN"], "user_count": 700})
    assert members("dba") == {"Ada", "Grace"}
    assert Effect.objects.filter(key="sync:user_groups", status="pending").exists()


@pytest.mark.parametrize("kind", ["user_change", "team_join"])
def test_a_bot_is_nobody(company: Company, kind: str) -> None:
    count = Person.objects.count()
    hear(kind, user={"id": "UROBOT", "name": "robot", "is_bot": True})
    assert Person.objects.count() == count


def test_a_status_that_changes_nothing_for_us_is_forgotten(company: Company) -> None:
    user = {
        "id": "UADA",
        "name": "ada",
        "profile": {
            "real_name": "Ada",
            "email": "ada@example.com",
            "status_emoji": ":palm_tree:",
        },
    }
    with CaptureQueriesContext(connection) as captured:
        hear("user_change", user=user)
    written = [q["sql"] for q in captured if not q["sql"].startswith("SELECT")]
    assert [sql for sql in written if "SAVEPOINT" not in sql] == []


def test_whoever_joins_a_channel_of_a_rule_is_invited_with_it(company: Company) -> None:
    channel = Conversation.objects.create(
        workspace=company.workspace, slack_id="C0ROOM0001", name="room"
    )
    InviteRule.objects.create(name="Room").conversations.add(channel)
    hear("member_joined_channel", channel="C0ROOM0001", user="UBEN")
    assert list(channel.people.values_list("name", flat=True)) == ["Ben"]
    hear("member_left_channel", channel="C0ROOM0001", user="UBEN")
    assert not channel.people.exists()


def test_muster_joining_and_leaving_a_channel_is_kept(company: Company) -> None:
    channel = Conversation.objects.create(
        workspace=company.workspace, slack_id="C0ROOM0001", name="room"
    )
    hear("member_joined_channel", channel="C0ROOM0001", user="UBOT")
    channel.refresh_from_db()
    assert channel.is_member
    hear("member_left_channel", channel="C0ROOM0001", user="UBOT")
    channel.refresh_from_db()
    assert not channel.is_member


def test_joining_a_private_incidents_channel_shows_it_and_leaving_hides_it(
    company: Company,
) -> None:
    incident = company.declares(is_private=True)
    assert incident.channel is not None
    Conversation.objects.filter(pk=incident.channel.pk).update(is_private=True)
    ben = company.people["Ben"]

    def sees() -> bool:
        return Incident.objects.visible_to(ben).filter(pk=incident.pk).exists()

    where = incident.channel.slack_id
    hear("member_joined_channel", channel=where, user="UBEN")
    assert sees()
    hear("member_left_channel", channel=where, user="UBEN")
    assert not sees()


def test_a_channel_somebody_made_is_known_and_our_own_is_left_alone(
    company: Company,
) -> None:
    made = {"id": "C0NEW00001", "name": "new", "creator": "UADA"}
    hear("channel_created", channel=made)
    hear("channel_created", channel=made | {"id": "C0OURS0001", "creator": "UBOT"})
    known = set(Conversation.objects.values_list("slack_id", flat=True))
    assert "C0NEW00001" in known
    assert "C0OURS0001" not in known
