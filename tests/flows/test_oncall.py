"""Who is on call, seen and changed in Slack."""

import json
import re

from tests.flows.story import Story

PRIMARY = re.compile(r"Primary: \*?(?P<name>[A-Z]\w+)")


def primary(story: Story, about: str = "payments") -> str:
    """The first name of who is primary now, as somebody outside the team reads it."""
    told = story.types("elena", "random", f"oncall {about}")
    found = PRIMARY.search(told)
    assert found, told
    return found["name"].lower()


def test_anybody_sees_who_is_on_call_until_when_and_who_is_next(story: Story) -> None:
    told = story.types("grace", "random", "oncall")
    for name in ("Payments on call", "Platform on call", "Storefront on call"):
        assert name in told
    told = story.types("grace", "random", "oncall Checkout API")
    assert "Payments on call" in told
    assert "Platform on call" not in told
    assert "Secondary: " in told
    assert "until" in told
    assert "then " in told
    assert "layer “Primary”" in told
    told = story.types("grace", "random", "oncall nonsense")
    assert "“nonsense” is no schedule, team or service" in told


def test_cover_is_asked_and_accepted_in_direct_messages(story: Story) -> None:
    asker = primary(story)
    asked = next(name for name in ("ada", "ben", "chloe") if name != asker)
    story.slack.command(asker, "random", "/incident", "cover")
    form = story.form(asker)
    shift = next(b for b in form["blocks"] if b.get("block_id") == "shift")
    answer = story.submits(
        asker,
        {
            "shift": {"selected_option": shift["element"]["initial_option"]},
            "person": {"selected_user": story.slack.user(asked)["id"]},
            "reason": "School play",
        },
    )
    assert "is asked" in str(story.form(asker)), answer
    story.settle()
    story.closes_everything(asker)
    (message,) = story.direct_messages(asked)
    assert "asks you to cover for them" in story.shown(message)
    assert "School play" in story.shown(message)
    assert primary(story) == asker

    press(story, asked, "shift_accept")
    (message,) = story.direct_messages(asked)
    assert "Accepted" in story.shown(message)
    assert "shift_accept" not in str(message["blocks"])
    (message,) = story.direct_messages(asker)
    assert "Accepted" in story.shown(message)
    assert primary(story) == asked


def test_who_is_on_call_is_paged_from_the_list_and_their_message_follows(
    story: Story,
) -> None:
    story.declare("elena", "Checkout is slow", severity="SEV3", service="Checkout API")
    where = story.incident_channel(1)["id"]
    holder = primary(story)
    other = next(name for name in ("ada", "ben", "chloe") if name != holder)
    story.types("elena", where, "oncall payments")
    (listed,) = [
        message
        for message in story.slack.seen_channel("elena", where)["messages"]
        if message.get("ephemeral") and '"oncall_page"' in json.dumps(message["blocks"])
    ]
    pages = [
        element
        for block in listed["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "oncall_page"
    ]
    story.slack.action(
        "elena",
        "oncall_page",
        channel=where,
        ts=listed["ts"],
        value={"value": pages[0]["value"]},
    )
    form = story.form("elena")
    who = next(b for b in form["blocks"] if b.get("block_id") == "person")
    paged = who["element"]["initial_user"]
    assert paged == story.slack.user(holder)["id"]
    story.submits("elena", {"person": {"selected_user": paged}, "why": "The queue"})
    story.settle()
    story.closes_everything("elena")
    (message,) = story.direct_messages(holder)
    assert "You are paged for" in story.shown(message)
    assert "incident_ack" in str(message["blocks"])

    story.types(other, where, "ack")
    (message,) = story.direct_messages(holder)
    assert "incident_ack" in str(message["blocks"])  # asked by name: still asked
    press(story, holder, "incident_ack")
    (message,) = story.direct_messages(holder)
    assert "Acknowledged by" in story.shown(message)
    assert "You acknowledged too" in story.shown(message)
    assert "incident_ack" not in str(message["blocks"])


def press(story: Story, who: str, action: str) -> None:
    (message,) = story.direct_messages(who)
    where = next(
        channel["id"]
        for channel in story.slack.dump()["channels"]
        if message in channel["messages"]
    )
    story.slack.action(who, action, channel=where, ts=message["ts"])
    story.settle()
