"""From resolved to closed, looked back at, archived, and open again if need be."""

import json

from tests.flows.story import Json, Story

STEP = "incident_close_step"


def resolved(story: Story, severity: str) -> Json:
    """Grace's incident, over without a word on what fixed it."""
    story.declare("grace", "Checkout is down", severity=severity)
    channel = story.incident_channel(1)
    story.types("grace", channel, "resolve")
    story.submits("grace", {})
    story.settle()
    return channel


def solves(story: Story, who: str, need: str) -> None:
    """Press the button beside this need, in the list of what is missing."""
    view = story.slack.top_view(who)
    block = next(
        block["block_id"]
        for block in view["blocks"]
        if f"1:{need}" in json.dumps(block.get("accessory") or {})
    )
    before = view["hash"]
    story.slack.action(who, STEP, view_id=view["id"], block_id=block)
    story.wait_for(lambda: story.slack.top_view(who)["hash"] != before)


def missing(story: Story, who: str) -> str:
    return story.shown(story.slack.top_view(who))


def test_what_closing_needs_is_solved_one_by_one_until_it_closes(story: Story) -> None:
    channel = resolved(story, "SEV1")
    card = story.bot_messages(channel)[0]
    assert "Before closing" in story.shown(card)
    assert "SEV1 needs a post-mortem" in story.shown(card)

    story.presses("grace", channel, "incident_close")
    story.wait_for(lambda: story.slack.state("grace")["views"])
    assert "Nobody wrote what fixed it" in missing(story, "grace")

    solves(story, "grace", "resolution")
    story.submits("grace", {"text": "Rolled back to 4.2"})
    assert "Nobody wrote" not in missing(story, "grace")

    solves(story, "grace", "postmortem")
    assert "still a draft" in missing(story, "grace")
    solves(story, "grace", "publish")
    assert "post-mortem" not in missing(story, "grace")

    solves(story, "grace", "follow_up")
    ada = story.slack.user("ada")["id"]
    story.submits(
        "grace",
        {
            "title": "Watch the certificate",
            "owner": {"selected_user": ada},
            "due": {"selected_date": "2030-04-01"},
        },
    )
    assert "Nothing is missing" in missing(story, "grace")
    story.submits("grace", {"reason": "All is written down"})
    story.settle()

    assert "Closed" in story.topic(channel)
    _, *posts = [story.shown(m) for m in story.bot_messages(channel)]
    published = [post for post in posts if "Post-mortem published" in post]
    closed = [post for post in posts if "Closed" in post]
    assert len(published) == len(closed) == 1
    assert "/incidents/1/postmortem/" in published[0]
    assert "All is written down" in closed[0]
    assert "Its channel is archived" in closed[0]
    thread = [story.shown(m) for m in story.bot_messages("incidents")[1:]]
    assert len([line for line in thread if "Post-mortem published" in line]) == 1
    card = story.bot_messages(channel)[0]
    assert "Rolled back to 4.2" in story.shown(card)
    assert "Open the post-mortem" in story.shown(card)


def test_the_post_mortem_is_made_from_anywhere_and_leads_to_the_web(
    story: Story,
) -> None:
    resolved(story, "SEV2")
    said = story.types("hugo", "random", "postmortem 1")
    assert "/incidents/1/postmortem/" in said
    assert "Post-mortem: a draft is made" in story.timeline(1)
    assert "Publish" in said


def test_a_severity_that_asks_for_nothing_closes_at_once(story: Story) -> None:
    channel = resolved(story, "SEV4")
    story.presses("grace", channel, "incident_close")
    story.settle()
    assert "Closed" in story.topic(channel)


def days_pass(story: Story, kind: str) -> None:
    """What is due in some days is due now."""
    story.muster.sql(
        f"UPDATE incidents_reminder SET due_at = now() WHERE kind='{kind}'"
    )


def is_archived(story: Story, channel: Json) -> bool:
    return bool(story.channel(channel["id"])["is_archived"])


def test_the_channel_of_a_closed_incident_is_archived_after_some_days(
    story: Story,
) -> None:
    channel = resolved(story, "SEV3")
    story.types("grace", channel, "close done")
    assert "Its channel is archived" in story.shown(story.bot_messages(channel)[-1])
    assert not is_archived(story, channel)
    days_pass(story, "archive")
    story.wait_for(lambda: is_archived(story, channel))
    story.settle()
    assert f"#{channel['name']} is archived" in story.timeline(1)

    # What changes after that troubles nobody about the archived channel.
    story.types("hugo", "random", "postmortem 1")
    assert story.direct_messages("grace") == []


def test_a_channel_that_somebody_keeps_is_not_archived(story: Story) -> None:
    channel = resolved(story, "SEV3")
    story.types("grace", channel, "close")
    assert "stays open" in story.types("grace", channel, "archive keep")
    days_pass(story, "archive")
    assert "Keep it open" not in story.types("grace", channel, "archive")
    story.settle()
    assert not is_archived(story, channel)


def test_an_archived_incident_is_reopened_and_people_are_told_how_to_go_on(
    story: Story,
) -> None:
    channel = resolved(story, "SEV3")
    story.types("grace", channel, "close")
    story.types("grace", channel, "archive now")
    story.wait_for(lambda: is_archived(story, channel))

    story.types("hugo", "random", "reopen 1")
    assert "Unarchive" in missing(story, "hugo")
    story.submits("hugo", {"reason": "It came back"})
    assert "no app open it again" in missing(story, "hugo")
    assert "It came back" in story.timeline(1)
    (told,) = story.wait_for(lambda: story.direct_messages("grace"))
    assert "unarchive it in Slack" in story.shown(told)

    story.slack.change_channel(channel["id"], is_archived=False, by="grace")
    story.wait_for(lambda: "Investigating" in story.topic(channel))
    story.settle()
    assert "It came back" in story.shown(story.bot_messages(channel)[-1])


def test_reopening_asks_why_wherever_it_is_asked_for(story: Story) -> None:
    channel = resolved(story, "SEV4")
    story.presses("grace", channel, "incident_reopen")
    story.wait_for(lambda: story.slack.state("grace")["views"])
    story.submits("grace", {"reason": "Errors are back"})
    story.settle()
    reopened = story.shown(story.bot_messages(channel)[-1])
    assert "Reopened" in reopened
    assert "Errors are back" in reopened
    assert "Investigating" in story.topic(channel)


def test_the_lead_is_asked_for_a_post_mortem_that_stays_away(story: Story) -> None:
    resolved(story, "SEV2")
    days_pass(story, "postmortem_due")
    (asked,) = story.wait_for(lambda: story.direct_messages("grace"))
    assert "none is published yet" in story.shown(asked)
    where = next(
        channel["id"]
        for channel in story.slack.dump()["channels"]
        if asked in channel["messages"]
    )
    story.slack.action("grace", "incident_postmortem", channel=where, ts=asked["ts"])
    story.settle()
    assert "Post-mortem: a draft is made" in story.timeline(1)
