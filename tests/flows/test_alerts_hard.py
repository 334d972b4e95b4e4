"""An alert-born incident's message when things go wrong around it."""

import pytest

from tests.flows.alerting import ROOM, Tool, message
from tests.flows.story import Json, Story

KEY = "mk_a-key-for-what-goes-wrong"
STORM = 10  # incidents of a service, by default
CATCH_ALL = "platform-team"
HOSTILE = "<!channel> *<https://evil.example|Mallory>* `x` @here & _so_ on "


@pytest.fixture
def tool(story: Story) -> Tool:
    """Prometheus of the Card Gateway, which is Payments'; Platform catches all."""
    story.muster.sql("UPDATE incidents_teamroute SET is_catch_all = FALSE")
    story.muster.sql(
        "UPDATE incidents_teamroute SET is_catch_all = TRUE WHERE channel_id ="
        " (SELECT id FROM incidents_conversation WHERE name = %s)",
        CATCH_ALL,
    )
    return Tool(story, "card-gateway", KEY)


def refuses(story: Story, room: str, error: str) -> None:
    """Slack takes no post of ours in this channel."""
    match = {"channel": story.channel(room)["id"]}
    story.slack.fault("chat.postMessage", "error", error=error, match=match, times=None)


def edits(story: Story, of: Json) -> list[Json]:
    """The edits of a message that Slack was asked for."""
    asked = story.slack.calls("chat.update")
    return [each for each in asked if each["args"]["ts"] == of["ts"]]


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived"])
def test_where_slack_takes_no_post_the_catch_all_has_it_and_it_says_so(
    story: Story, tool: Tool, error: str
) -> None:
    refuses(story, ROOM, error)
    tool.sends("Declines over 5 %", severity="warning")
    assert story.bot_messages(ROOM) == []
    told = "#payments-team cannot show it: shown in the channel of Platform"
    assert told in story.shown(message(story, room=CATCH_ALL))
    assert "shown in #platform-team" in story.types("ben", "random", "why 1")

    story.slack.clear_faults()
    tool.sends("Queue grows", severity="warning")
    assert story.bot_messages(ROOM) == []
    shown = story.shown(message(story, room=CATCH_ALL))
    assert "2 firing" in shown
    assert told in shown


def test_what_no_channel_takes_is_told_to_somebody_of_its_team(
    story: Story, tool: Tool
) -> None:
    for room in (ROOM, CATCH_ALL, "incidents"):
        refuses(story, room, "not_in_channel")
    tool.sends("Declines over 5 %", severity="warning")
    stuck = "Showing its alerts"
    (who, told) = found(story, stuck)
    assert "invite it again" in story.shown(told)

    story.slack.clear_faults()
    room = next(
        channel["id"]
        for channel in story.slack.dump()["channels"]
        if told in channel["messages"]
    )
    story.slack.action(who, "incident_retry", channel=room, ts=told["ts"])
    story.settle()
    assert "1 firing" in story.shown(message(story))
    assert found(story, "went through after all")[1]["ts"] == told["ts"]


def found(story: Story, about: str) -> tuple[str, Json]:
    """Who of Payments was written to about it, and the one message."""
    told = [
        (who, each)
        for who in ("ada", "ben", "chloe")
        for each in story.direct_messages(who)
        if about in story.shown(each)
    ]
    assert len(told) == 1, told
    return told[0]


def test_a_message_goes_on_elsewhere_once_its_channel_is_archived(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    room = story.channel(ROOM)["id"]
    story.slack.change_channel(room, is_archived=True)
    tool.sends("Queue grows", severity="warning")
    shown = story.shown(message(story, room=CATCH_ALL))
    assert "2 firing" in shown
    assert "#payments-team cannot show it" in shown


def test_a_flood_of_alerts_is_few_edits_and_ends_with_the_truth(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines of shop 0")
    shown = message(story)
    for number in range(1, 120):
        tool.sends(f"Declines of shop {number}", settled=False)
    tool.settles()
    assert "120 firing" in story.shown(message(story))
    assert "and 112 more" in story.shown(message(story))
    made = edits(story, shown)
    lasted = made[-1]["at"] - made[0]["at"]
    assert len(made) <= 6 + lasted / 3
    assert story.incident_count() == 1


def test_what_fires_again_reopens_in_the_same_message(story: Story, tool: Tool) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    first = message(story)
    tool.sends("Declines over 5 %", action="resolve")
    assert "all its alerts resolved" in story.shown(message(story))
    tool.sends("Declines over 5 %", severity="warning")
    again = message(story)
    assert again["ts"] == first["ts"]
    assert "Triage" in story.shown(again)
    assert "1 firing" in story.shown(again)
    assert "alerts_silence" in str(again["blocks"])
    assert "Resolved → Triage" in story.timeline(1)
    assert story.incident_count() == 1


def test_a_storm_is_one_message_beside_those_before_it(
    story: Story, tool: Tool
) -> None:
    edge = Tool(story, "edge-proxy", f"{KEY}-edge")
    for number in range(STORM + 3):
        edge.sends(f"Edge {number} drops", group_key=str(number), settled=False)
    edge.settles()
    shown = [story.shown(m) for m in story.bot_messages("platform-team")]
    assert len(shown) == STORM + 1
    (storm,) = [text for text in shown if "Storm" in text]
    assert "3 firing" in storm


@pytest.mark.parametrize("text", [HOSTILE, "<!channel>", "\u202e<!here> "])
def test_a_hostile_title_pings_nobody_and_is_shown_as_it_came(
    story: Story, tool: Tool, text: str
) -> None:
    title = (text * 200)[:2_000]
    labels = {"alertname": title[:900], "host": title}
    alert = {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": title},
        "startsAt": "2026-03-01T10:00:00Z",
        "fingerprint": "1",
    }
    tool.posts("alertmanager", {"version": "4", "groupKey": title, "alerts": [alert]})
    (shown,) = story.bot_messages(ROOM)
    assert text.lstrip("\u202e").strip() in story.shown(shown)
    marked = story.mrkdwn(shown)
    for live in ("<!channel", "<!here", "<https://evil"):
        assert live not in marked
    story.presses("ben", ROOM, "alerts_why")
    room = story.channel(ROOM)["id"]
    told = story.wait_for(lambda: story.private_texts("ben", room))[-1]
    assert "Why INC-1?" in told


def test_what_was_made_private_by_mistake_is_shown_again_once_public(
    story: Story, tool: Tool
) -> None:
    tool.sends("Declines over 5 %", severity="warning")
    story.types("ben", ROOM, "accept 1")
    for verb in ("private", "public"):
        story.types("ben", "random", f"{verb} 1")
        story.slack.submit("ben", story.form("ben")["id"], {})
        story.settle()
        story.closes_everything("ben")
        assert len(story.bot_messages(ROOM)) == (verb == "public")
    assert "1 acknowledged" in story.shown(message(story))
