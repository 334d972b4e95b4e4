"""Who is brought in: by rules, by extensions, by name; and who is not."""

from collections.abc import Callable

import pytest

from tests.company import Company
from tests.flows.story import Story

RULE = """
INSERT INTO incidents_inviterule (name, severities, public_only, is_active)
VALUES (%s, %s, %s, true) RETURNING id
"""
FROM_GROUP = """
INSERT INTO incidents_inviterule_user_groups (inviterule_id, usergroup_id)
SELECT %s, id FROM incidents_usergroup WHERE handle = %s
"""
FROM_CHANNEL = """
INSERT INTO incidents_inviterule_conversations (inviterule_id, conversation_id)
SELECT %s, id FROM incidents_conversation WHERE name = %s
"""


def make_rule(
    story: Story,
    *,
    severities: list[str],
    group: str = "",
    channel: str = "",
    public_only: bool = True,
) -> None:
    name = f"{severities} {group}{channel}"
    ((pk,),) = story.muster.sql(RULE, name, severities, public_only)
    if group:
        story.muster.sql(FROM_GROUP, pk, group)
    if channel:
        story.muster.sql(FROM_CHANNEL, pk, channel)


@pytest.fixture
def story(company: Company) -> Story:
    """Without the rules of the seed."""
    told = Story(*company)
    told.muster.sql("TRUNCATE incidents_inviterule CASCADE")
    return told


@pytest.fixture
def extended(start_company: Callable[..., Company]) -> Story:
    """With an extension that has three receivers, each given two seconds."""
    told = Story(
        *start_company(
            MUSTER_PLUGINS="tests.plugin", LEASE_SECONDS="8", RETRY_SECONDS="0.2"
        )
    )
    told.muster.sql("TRUNCATE incidents_inviterule CASCADE")
    return told


def invitations(story: Story) -> list[set[str]]:
    """Who was asked for in each call to Slack, in order."""
    names = {u["id"]: u["name"] for u in story.slack.dump()["users"]}
    calls = story.slack.calls("conversations.invite")
    return [{names[u] for u in c["args"]["users"].split(",")} for c in calls]


def outcomes(story: Story) -> dict[str, str]:
    rows = story.muster.sql(
        "SELECT p.name, i.outcome FROM incidents_invitation i "
        "JOIN incidents_person p ON p.id = i.person_id"
    )
    return {str(name).partition(" ")[0].lower(): str(outcome) for name, outcome in rows}


def test_a_rule_brings_a_group_and_a_channel_with_the_first_call(story: Story) -> None:
    make_rule(story, severities=["SEV1"], group="platform-oncall")
    make_rule(story, severities=["SEV1", "SEV2"], channel="storefront-team")
    make_rule(story, severities=["SEV3"], group="payments-oncall")
    read_members(story)
    story.declare("ben", "Edge is down", severity="SEV1", service="Edge Proxy")

    everybody = {"ben", "dev", "elena", "farid", "grace", "hugo"}
    assert story.members(story.incident_channel(1)) >= everybody
    (first,) = invitations(story)
    assert first >= everybody
    assert "ada" not in first


def test_whoever_is_on_call_comes_with_the_first_call_and_it_is_kept_why(
    story: Story,
) -> None:
    story.muster.sql(
        "UPDATE incidents_service SET policy_id = p.id FROM incidents_policy p"
        " WHERE p.slug = 'storefront-default' AND incidents_service.name = 'Ledger'"
    )
    story.declare("dev", "Payouts are late", severity="SEV3", service="Ledger")

    (first,) = invitations(story)
    (on_call,) = first - {"dev", "ada", "ben", "chloe"}
    assert on_call in {"grace", "hugo"}
    ((why,),) = story.muster.sql(
        "SELECT i.reason FROM incidents_invitation i JOIN incidents_person p"
        " ON p.id = i.person_id WHERE p.email LIKE %s",
        f"{on_call}@%",
    )
    assert str(why).startswith("on call as primary of “Storefront on call” until ")


def read_members(story: Story) -> None:
    """As beat asks for it: members of the channels that rules name."""
    code = (
        "from django.utils import timezone; from incidents.channels import syncing;"
        "syncing.start(name='members', now=timezone.now())"
    )
    story.muster.manage("shell", "-c", code)
    story.settle()


def test_an_update_brings_who_is_new_and_calls_nobody_back(story: Story) -> None:
    make_rule(story, severities=["SEV1"], group="platform-oncall")
    story.declare("grace", "Search is slow", severity="SEV3", service="Checkout API")
    channel = story.incident_channel(1)
    story.slack.post("/_sandbox/act/leave", {"user": "ben", "channel": channel["id"]})
    story.types("grace", channel, "sev 1")
    story.types("grace", channel, "sev 2")
    story.types("grace", channel, "sev 1")

    first, second = invitations(story)
    assert first == {"grace", "ada", "ben", "chloe"}
    assert second == {"dev"}
    assert story.members(channel) == {"grace", "ada", "chloe", "dev"}


def test_a_private_incident_invites_whom_a_rule_for_private_ones_names(
    story: Story,
) -> None:
    make_rule(story, severities=["SEV1"], group="platform-oncall")
    make_rule(story, severities=[], group="payments-oncall", public_only=False)
    story.declare(
        "grace", "Payroll leaks", severity="SEV1", service="Checkout API", private=True
    )

    assert story.members(story.incident_channel(1)) == {"grace", "ada"}
    assert "INC-1" in story.types("ada", "random", "list")
    assert "INC-1" not in story.types("dev", "random", "list")


def test_who_has_no_account_is_named_and_comes_once_they_have_one(
    story: Story,
) -> None:
    make_rule(story, severities=["SEV1"], group="platform-oncall")
    user = "UPDATE incidents_slackuser SET is_deleted = %s WHERE handle = 'dev' "
    story.muster.sql(user, True)
    story.declare("grace", "Search is slow", severity="SEV1")
    channel = story.incident_channel(1)
    story.types("grace", channel, "sev 2")
    story.types("grace", channel, "sev 1")
    assert story.timeline(1).count("Not invited: Dev Raman has no Slack account") == 1

    story.muster.sql(user, False)
    story.types("grace", channel, "sev 2")
    story.types("grace", channel, "sev 1")
    assert story.members(channel) == {"grace", "dev"}


def test_extensions_are_asked_after_the_first_invitation_which_waits_for_nobody(
    extended: Story,
) -> None:
    extended.declare("grace", "Search is slow", service="Search")

    first, second = invitations(extended)
    assert first == {"grace", "hugo"}
    assert second == {"dev", "elena", "farid"}
    assert outcomes(extended) == dict.fromkeys(first | second, "invited")


def test_an_extension_that_fails_stops_no_other_and_is_told(extended: Story) -> None:
    extended.declare("grace", "Search fails", settled=False)
    channel = extended.incident_channel(1)
    everybody = {"grace", "hugo", "dev", "elena"}
    extended.wait_for(lambda: extended.members(channel) == everybody or None)
    (told,) = extended.wait_for(lambda: extended.direct_messages("grace"))

    assert "asking an extension whom to invite" in extended.shown(told).lower()
    assert "the directory is down (created)" in extended.shown(told)


def test_an_extension_that_hangs_delays_neither_invitation_for_long(
    extended: Story,
) -> None:
    extended.declare("grace", "Search hangs", settled=False)
    channel = extended.incident_channel(1)
    extended.wait_for(lambda: extended.members(channel) >= {"grace"} or None)
    everybody = {"grace", "hugo", "dev", "farid"}
    extended.wait_for(lambda: extended.members(channel) == everybody or None, 40)
    (told,) = extended.wait_for(lambda: extended.direct_messages("grace"))

    assert "did not answer within 2 s" in extended.shown(told)


def test_an_extension_brings_nobody_into_a_private_incident(extended: Story) -> None:
    extended.declare("grace", "Payroll leaks", service="Search", private=True)

    assert extended.members(extended.incident_channel(1)) == {"grace"}
    assert invitations(extended) == [{"grace"}]
    assert "Hugo Martins: the incident is private" in extended.timeline(1)
    assert "INC-1" not in extended.types("hugo", "random", "list")


def test_people_and_groups_are_invited_by_name(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    ben, group = story.slack.user("ben")["id"], "S0PLATONCL"
    story.types("grace", channel, f"invite <@{ben}|ben> <!subteam^{group}|@platform>")

    assert story.members(channel) == {"grace", "ben", "dev"}
    assert "Invited by name: Ben Castellano, Dev Raman" in story.timeline(1)


def test_a_private_incident_takes_people_by_name_and_no_groups(story: Story) -> None:
    story.declare("grace", "Payroll leaks", private=True)
    channel = story.incident_channel(1)
    refused = story.types("grace", channel, "invite <!subteam^S0PLATONCL|@platform>")
    assert "name people one by one" in refused

    dev = story.slack.user("dev")["id"]
    story.types("grace", channel, f"invite <@{dev}|dev>")
    assert story.members(channel) == {"grace", "dev"}
    assert "INC-1" in story.types("dev", "random", "list")
