"""Calling for help: who is pinged where, once, and never about a private incident."""

import pytest

from tests.company import Company
from tests.flows.story import Story

ENTRY = """
INSERT INTO incidents_sosentry (name, text, rank, conversation_id, user_group_id)
VALUES (%s, %s, 50,
    (SELECT id FROM incidents_conversation WHERE name = %s),
    (SELECT id FROM incidents_usergroup WHERE handle = %s))
"""
PLATFORM = "S0PLATONCL"


@pytest.fixture
def story(company: Company) -> Story:
    """With two entries of its own."""
    told = Story(*company)
    told.muster.sql("TRUNCATE incidents_sosentry CASCADE")
    told.muster.sql(
        ENTRY, "Database experts", "Slow or locked", "platform-team", "platform-oncall"
    )
    told.muster.sql(ENTRY, "Platform", "Edge and network", "", "platform-oncall")
    return told


def test_a_named_entry_is_called_in_its_channel_with_a_link_back(story: Story) -> None:
    story.declare("grace", "Orders are slow", severity="SEV2")
    channel = story.incident_channel(1)
    said = story.types("grace", channel, "sos database experts locks on orders")

    (call,) = story.bot_messages("platform-team")
    assert f"<!subteam^{PLATFORM}>" in story.mrkdwn(call)
    assert "locks on orders" in story.shown(call)
    assert f"<#{channel['id']}>" in story.mrkdwn(call)
    assert "Database experts" in said
    assert "Called for help: Database experts. locks on orders" in story.timeline(1)
    _, told = story.bot_messages(channel)
    assert "Help is called" in story.shown(told)
    assert "<!" not in story.mrkdwn(told)


def test_a_group_without_a_channel_is_mentioned_and_brought_in(story: Story) -> None:
    story.declare("grace", "Edge is down")
    channel = story.incident_channel(1)
    story.types("grace", channel, "sos platform")

    _, call = story.bot_messages(channel)
    assert f"<!subteam^{PLATFORM}>" in story.mrkdwn(call)
    assert story.members(channel) == {"grace", "dev"}


def test_the_form_says_who_is_pinged_and_asks_before_calling_twice(
    story: Story,
) -> None:
    story.declare("grace", "Orders are slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "sos")
    form = str(story.slack.top_view("grace"))
    assert "Mentions @platform-oncall in #platform-team" in form
    assert "Slow or locked" in form
    assert "Mentions @here in the incident's channel" in form

    story.submits("grace", {"who": entry(story, "Database experts"), "why": "Locks"})
    story.closes_everything("grace")
    story.types("grace", channel, "sos")
    story.submits("grace", {"who": entry(story, "Database experts"), "why": "More"})
    again = str(story.slack.top_view("grace"))
    assert "Grace Lindqvist called Database experts just now. Call again?" in again
    assert len(story.bot_messages("platform-team")) == 1

    story.submits("grace", {"who": entry(story, "Database experts"), "why": "More"})
    story.settle()
    assert len(story.bot_messages("platform-team")) == 2


def entry(story: Story, name: str) -> str:
    ((pk,),) = story.muster.sql(
        "SELECT id FROM incidents_sosentry WHERE name = %s", name
    )
    return str(pk)


def test_without_entries_everybody_in_the_channel_is_offered(story: Story) -> None:
    story.muster.sql("TRUNCATE incidents_sosentry CASCADE")
    story.declare("grace", "Orders are slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "sos here all hands please")

    _, call = story.bot_messages(channel)
    assert "<!here>" in story.mrkdwn(call)
    assert "all hands please" in story.shown(call)


def test_a_private_incident_calls_nobody_elsewhere(story: Story) -> None:
    story.declare("grace", "Payroll leaks", private=True)
    channel = story.incident_channel(1)
    refused = story.types("grace", channel, "sos database experts")
    assert "a call in #platform-team would tell of it" in refused
    assert story.bot_messages("platform-team") == []

    story.types("grace", channel, "sos platform")
    _, call = story.bot_messages(channel)
    assert f"<!subteam^{PLATFORM}>" in story.mrkdwn(call)
    assert story.members(channel) == {"grace"}


def test_who_was_called_before_it_became_private_does_not_come(story: Story) -> None:
    story.muster.freeze_worker()
    story.declare("grace", "Payroll leaks", settled=False)
    story.closes_everything("grace")
    story.types("grace", "random", "sos 1 platform", settled=False)
    story.types("grace", "random", "private 1", settled=False)
    story.submits("grace", {})
    story.muster.thaw_workers()
    story.settle()

    assert "Called for help: Platform" in story.timeline(1)
    assert story.members(story.incident_channel(1)) == {"grace"}


def test_a_call_whose_answer_was_lost_pings_once(story: Story) -> None:
    story.declare("grace", "Orders are slow")
    channel = story.incident_channel(1)
    where = story.channel("platform-team")["id"]
    story.slack.fault("chat.postMessage", "drop_after", match={"channel": where})
    story.types("grace", channel, "sos database experts")

    assert len(story.bot_messages("platform-team")) == 1
    assert story.direct_messages("grace") == []
