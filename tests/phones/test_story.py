"""A page rings a phone in the sandbox until somebody presses a key."""

from typing import Any

import pytest

from tests.flows.story import Story

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _quick(story: Story) -> None:
    story.slack.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})


def paged(story: Story) -> None:
    declares(story, "Checkout is down", "SEV2")
    pages_ben(story, 1)


def declares(story: Story, title: str, severity: str) -> None:
    """Ada declares one, and has not taken it up."""
    story.declare("ada", title, severity=severity, service="Card Gateway")
    story.muster.sql(
        "UPDATE incidents_incident"
        " SET acknowledged_at = NULL, acknowledged_by_id = NULL"
    )


def pages_ben(story: Story, number: int) -> None:
    user = story.slack.user("ben")["id"]
    text = f"page <@{user}|ben> now"
    said = story.types("ada", story.incident_channel(number), text, settled=False)
    assert "Paging" in said or not said, said


def calls(story: Story, who: str, status: str) -> list[Json]:
    shown = story.slack.state(who)["phone"]["calls"]
    return [each for each in shown if each["status"] == status]


def ringing(story: Story, who: str = "ben") -> Json:
    return story.wait_for(lambda: calls(story, who, "ringing"))[-1]


def answered(story: Story, who: str = "ben") -> Json:
    """They pick up, and hear what it is about."""
    ringing(story, who)
    story.slack.phone(who, "answer")
    return story.wait_for(
        lambda: [c for c in calls(story, who, "in-progress") if c["gather"]]
    )[-1]


def timeline(story: Story) -> str:
    rows = story.muster.sql("SELECT text FROM incidents_entry ORDER BY at, id")
    return "\n".join(text for (text,) in rows)


def acknowledged_by(story: Story) -> str:
    rows = story.muster.sql(
        "SELECT p.name FROM incidents_incident i"
        " JOIN incidents_person p ON p.id = i.acknowledged_by_id"
    )
    return rows[0][0] if rows else ""


def test_key_1_acknowledges_and_the_timeline_tells_it(story: Story) -> None:
    paged(story)
    call = answered(story)
    heard = " ".join(each["text"] for each in call["heard"])
    assert "Checkout is down" in heard
    assert "severity two" in heard
    assert "Card Gateway" in heard
    assert "Press 1 to acknowledge" in heard
    story.slack.phone("ben", "key", key="1")
    story.wait_for(lambda: acknowledged_by(story) == "Ben Castellano")
    story.wait_for(lambda: calls(story, "ben", "completed"))
    story.settle()
    assert "Acknowledged by Ben Castellano" in timeline(story)


def test_an_acknowledgement_in_slack_stops_the_ringing(story: Story) -> None:
    paged(story)
    ringing(story)
    story.types("ben", story.incident_channel(1), "ack")
    story.wait_for(lambda: calls(story, "ben", "canceled"))


def test_callbacks_twice_and_reversed_do_no_harm(story: Story) -> None:
    story.slack.fault("deliver:status", "reorder", match={"CallStatus": "ringing"})
    story.slack.fault("deliver:status", "duplicate", times=4)
    paged(story)
    answered(story)
    story.slack.phone("ben", "key", key="1")
    story.wait_for(lambda: acknowledged_by(story) == "Ben Castellano")
    story.wait_for(lambda: calls(story, "ben", "completed"))
    story.settle()
    rows = story.muster.sql("SELECT status FROM incidents_page WHERE way = 'call'")
    assert rows == [("acknowledged",)]


def test_what_waits_is_told_with_what_is_worse_and_key_1_takes_both(
    story: Story,
) -> None:
    declares(story, "Checkout is down", "SEV2")
    declares(story, "Disk is full", "SEV3")
    declares(story, "Cards are refused", "SEV1")
    pages_ben(story, 1)
    call = ringing(story)
    story.slack.phone("ben", "busy")
    story.wait_for(lambda: calls(story, "ben", "busy"))
    pages_ben(story, 2)
    story.wait_for(lambda: "another one went a moment ago" in timeline(story))
    assert len(story.slack.state("ben")["phone"]["calls"]) == 1
    pages_ben(story, 3)
    both = answered(story)
    assert both["sid"] != call["sid"]
    heard = " ".join(each["text"] for each in both["heard"])
    assert "2 incidents. Incident 3, severity one. Cards are refused." in heard
    assert "Disk is full" in heard
    assert "Press 1 to acknowledge all" in heard
    story.slack.phone("ben", "key", key="1")
    story.wait_for(lambda: calls(story, "ben", "completed"))
    story.settle()
    rows = story.muster.sql(
        "SELECT i.id, p.name FROM incidents_incident i"
        " LEFT JOIN incidents_person p ON p.id = i.acknowledged_by_id ORDER BY i.id"
    )
    assert rows[1:] == [(2, "Ben Castellano"), (3, "Ben Castellano")]
