"""Monitoring posts over HTTP; a team reads one message, and handles what it says."""

import pytest

from tests.flows.alerting import ROOM, Tool, message
from tests.flows.story import Story

KEY = "mk_a-key-for-the-stories-of-tests"
SECOND = "mk_another-key-for-the-stories"


@pytest.fixture
def tool(story: Story) -> Tool:
    """Prometheus of the Card Gateway, which is Payments'."""
    return Tool(story, "card-gateway", KEY)


def test_an_alert_is_one_message_edited_until_its_alerts_resolve(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning", labels={"region": "eu"})
    first = message(story)
    shown = story.shown(first)
    for expected in (
        "SEV4",
        "Triage",
        "Declines over 5 %",
        "1 firing",
        "Card Gateway (Payments)",
        "Why here: The channel of Payments",
        "eu",
    ):
        assert expected in shown
    tool.sends("Queue grows", severity="error")
    joined = message(story)
    assert joined["ts"] == first["ts"]
    assert "2 firing" in story.shown(joined)
    assert "Queue grows" in story.shown(joined)

    story.presses("ben", ROOM, "incident_accept")
    story.settle()
    shown = story.shown(message(story))
    assert "Investigating" in shown
    assert "acknowledged by Ben Castellano" in shown

    tool.sends("Queue grows", action="resolve")
    shown = story.shown(message(story))
    assert "1 resolved" in shown
    assert "🔥 Queue grows" not in shown
    tool.sends("Declines over 5 %", action="resolve")
    last = message(story)
    assert last["ts"] == first["ts"]
    assert "Resolved" in story.shown(last)
    assert "all its alerts resolved" in story.shown(last)
    assert "alerts_silence" not in str(last["blocks"])
    assert story.incident_count() == 1


def test_resolving_in_slack_says_by_whom_and_ends_the_alerts(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    story.presses("ben", ROOM, "incident_resolve")
    story.submits("ben", {"text": "Rolled back"})
    story.settle()
    shown = story.shown(message(story))
    assert "Resolved by Ben Castellano" in shown
    assert "Rolled back" in shown
    assert story.muster.sql("SELECT status FROM incidents_alert") == [("resolved",)]


def test_silence_for_an_hour_is_shown_and_lifted(story: Story, tool: Tool) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    chosen = {"selected_option": {"value": "1:1h"}}
    story.presses("ben", ROOM, "alerts_silence", chosen)
    story.settle()
    assert "silenced until" in story.shown(message(story))
    tool.sends("Queue grows", severity="warning")
    assert "2 firing" in story.shown(message(story))

    assert "page again" in story.types("ada", ROOM, "silence 1 off")
    assert "silenced until" not in story.shown(message(story))


def test_why_tells_what_was_decided_to_who_asks_alone(story: Story, tool: Tool) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    story.presses("ben", ROOM, "alerts_why")
    channel = story.channel(ROOM)["id"]
    told = story.wait_for(lambda: story.private_texts("ben", channel))[-1]
    for expected in (
        "Why INC-1?",
        "is the default of Payments",
        "No open incident of the group",
    ):
        assert expected in told
    assert "Why INC-1?" in story.types("dev", "random", "why 1")
    assert len(story.bot_messages(ROOM)) == 1


def test_a_merge_moves_alerts_and_the_message_points_to_the_survivor(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    Tool(story, "ledger", SECOND).sends("Ledger is late", severity="warning")
    story.presses("ben", ROOM, "alerts_more", {"selected_option": {"value": "1:merge"}})
    form = story.form("ben")
    story.slack.suggest("ben", "into", "ledger", view_id=form["id"])
    story.submits("ben", {"into": {"selected_option": {"value": "2"}}})
    story.settle()
    story.closes_everything("ben")
    gone, into = story.bot_messages(ROOM)
    assert "Merged into" in story.shown(gone)
    assert "INC-2" in story.shown(gone)
    assert "2 firing" in story.shown(into)
    tool.sends("Queue grows", severity="warning")
    assert "3 firing" in story.shown(story.bot_messages(ROOM)[1])
    assert story.incident_count() == 2


def test_a_private_one_is_taken_out_of_the_public_channel(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    story.types("ben", ROOM, "accept 1")
    story.types("ben", "random", "private 1")
    form = story.form("ben")
    story.slack.submit("ben", form["id"], {})
    story.settle()
    story.closes_everything("ben")
    assert story.bot_messages(ROOM) == []
    tool.sends("Queue grows", severity="warning")
    assert story.bot_messages(ROOM) == []
    assert "no INC-1" in story.types("dev", "random", "why 1")


def test_a_bad_one_gets_a_channel_of_its_own_at_once(story: Story, tool: Tool) -> None:
    tool.sends("Card payments are down", severity="critical")
    channel = story.incident_channel(1)
    story.settle()
    card = story.shown(story.bot_messages(story.channel(channel["id"]))[0])
    assert "Card payments are down" in card
    assert "1 firing" in card
    assert f"<#{channel['id']}>" in story.mrkdwn(message(story))
    tool.sends("Queue grows", severity="warning")
    card = story.shown(story.bot_messages(story.channel(channel["id"]))[0])
    assert "2 firing" in card


def test_a_channel_is_opened_when_somebody_asks(story: Story, tool: Tool) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    chosen = {"selected_option": {"value": "1:channel"}}
    story.presses("ben", ROOM, "alerts_more", chosen)
    channel = story.incident_channel(1)
    story.settle()
    assert f"<#{channel['id']}>" in story.mrkdwn(message(story))
    assert "ben" in story.members(channel)
