"""Slack delivers things more than once, late, and out of order."""

from tests.faults.whole import assert_whole, declare
from tests.flows.story import Story


def test_a_submit_delivered_four_times_declares_once(story: Story) -> None:
    story.slack.fault("deliver:submit", "duplicate", copies=4)
    declare(story)

    assert_whole(story)


def test_a_command_delivered_four_times_acts_once(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.slack.fault("deliver:command", "duplicate", copies=4)
    story.types("grace", channel, "update We found the cause")

    assert story.timeline(1).count("We found the cause") == 1
    posted = [story.shown(m) for m in story.bot_messages("incidents")]
    assert sum("We found the cause" in text for text in posted[1:]) == 1


def test_a_button_delivered_four_times_acts_once(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.slack.fault("deliver:action", "duplicate", copies=4)
    story.presses("ben", channel, "incident_take_lead")
    story.settle()

    assert story.timeline(1).count("→ Ben") == 1


def test_two_people_resolving_at_once_resolve_once(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    for who in ("grace", "ben"):
        story.slack.command(who, channel["id"], "/incident", "resolve done", wait=False)
    story.wait_for(lambda: "Resolved" in story.timeline(1) or None)
    story.settle()

    assert story.timeline(1).count("→ Resolved") == 1
