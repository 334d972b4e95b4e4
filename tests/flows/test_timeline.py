"""What people mark, write down and mend, as they see it afterwards."""

import json
import time

from tests.flows.story import Json, Story


def says(story: Story, who: str, channel: Json, text: str, **more: str) -> str:
    """Say something in a channel; answers the message's ts."""
    return str(story.slack.message(who, channel["id"], text, **more)["ts"])


def timeline_rows(story: Story, kind: str) -> list[tuple[object, ...]]:
    return story.muster.sql(
        "SELECT e.text, p.name, e.permalink, extract(epoch FROM e.at) "
        "FROM incidents_entry e LEFT JOIN incidents_person p ON p.id = e.by_id "
        f"WHERE e.kind = '{kind}' AND NOT e.is_hidden ORDER BY e.at, e.id"
    )


def marks(
    story: Story, who: str, channel: Json, ts: str, name: str = "pushpin"
) -> None:
    story.slack.react(who, channel["id"], ts, name)
    heard(story)


def heard(story: Story) -> None:
    """Wait until Muster heard of every mark, and did what that asks for."""
    story.wait_for(
        lambda: all(
            delivery["status"] == 200 for delivery in story.slack.deliveries("event")
        )
    )
    story.settle()


def test_a_pin_and_two_reactions_put_a_message_on_the_timeline_once(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.slack.join("ben", channel["id"])
    hugo = story.slack.user("hugo")["id"]
    ts = says(story, "ben", channel, f"It is the <https://x.example|index>, <@{hugo}>")
    says(story, "grace", channel, "Another word")
    marks(story, "grace", channel, ts)
    marks(story, "ben", channel, ts, "memo")
    story.slack.pin("grace", channel["id"], ts)
    heard(story)

    ((text, who, permalink, at),) = timeline_rows(story, "message")
    assert text == "It is the index (https://x.example), @Hugo Martins"
    assert who == "Ben Castellano"
    assert str(permalink).endswith(f"/archives/{channel['id']}/p{ts.replace('.', '')}")
    assert abs(float(str(at)) - float(ts)) < 0.001
    calls = story.slack.calls("chat.postMessage")
    assert not [c for c in calls if c["args"]["channel"] == channel["id"]][1:]


def test_a_reply_is_found_in_its_thread_and_other_emoji_mean_nothing(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    parent = says(story, "grace", channel, "Who knows the index?")
    reply = says(story, "grace", channel, "I do", thread_ts=parent)
    marks(story, "grace", channel, parent, "eyes")
    marks(story, "grace", channel, reply)
    ((text, _, permalink, _),) = timeline_rows(story, "message")
    assert text == "I do"
    assert f"thread_ts={parent}" in str(permalink)


def test_taking_the_last_mark_back_takes_the_line_away(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    ts = says(story, "grace", channel, "It is the index")
    story.slack.pin("grace", channel["id"], ts)
    marks(story, "grace", channel, ts)
    story.slack.react("grace", channel["id"], ts, "pushpin", remove=True)
    heard(story)
    assert len(timeline_rows(story, "message")) == 1
    story.slack.pin("grace", channel["id"], ts, remove=True)
    heard(story)
    assert timeline_rows(story, "message") == []


def test_the_cards_own_pin_is_no_line_of_the_timeline(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    assert story.channel(channel["id"])["pins"]
    card = story.bot_messages(channel)[0]
    marks(story, "grace", channel, card["ts"])
    assert timeline_rows(story, "message") == []


def test_marks_elsewhere_mean_nothing(story: Story) -> None:
    ts = says(story, "grace", story.channel("random"), "Lunch?")
    marks(story, "grace", story.channel("random"), ts)
    assert timeline_rows(story, "message") == []


def test_a_copied_and_late_event_changes_nothing(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    ts = says(story, "grace", channel, "It is the index")
    story.slack.fault("deliver:event", "reorder")
    story.slack.fault("deliver:event", "duplicate", copies=4, times=3)
    for remove in (False, True, False):
        story.slack.react("grace", channel["id"], ts, "pushpin", remove=remove)
    story.wait_for(lambda: len(reactions_sent(story)) == 9)
    heard(story)
    assert len(timeline_rows(story, "message")) == 1


def reactions_sent(story: Story) -> list[Json]:
    """Every copy of a reaction's event that Slack sent."""
    sent = story.slack.deliveries("event")
    events = [(d, d["payload"]["event"]["type"]) for d in sent]
    return [d for d, kind in events if kind.startswith("reaction_")]


def test_a_message_that_slack_will_not_show_is_told_to_the_declarer(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    ts = says(story, "grace", channel, "It is the index")
    story.slack.fault(
        "conversations.history", "error", error="missing_scope", times=None
    )
    marks(story, "grace", channel, ts)
    told = story.wait_for(lambda: story.direct_messages("grace"))
    assert "marked message on the timeline" in story.shown(told[0])
    assert "missing_scope" in story.shown(told[0])
    story.slack.clear_faults()
    story.retries("grace")
    story.settle()
    assert len(timeline_rows(story, "message")) == 1


def submits(story: Story, who: str, values: Json) -> None:
    """Submit the form that a button opens, once it is there."""
    story.wait_for(lambda: story.slack.state(who)["views"])
    story.submits(who, values)
    story.settle()
    story.closes_everything(who)


def shown_view(story: Story, who: str) -> str:
    """Every word of the modal on top."""
    return story.shown(story.slack.top_view(who))


def presses_private(story: Story, who: str, channel: Json, action: str) -> None:
    """Press a button of the newest message that only this person is shown."""
    seen = story.slack.seen_channel(who, channel["id"])["messages"]
    message = next(
        m
        for m in reversed(seen)
        if m.get("ephemeral") and f'"{action}"' in json.dumps(m["blocks"])
    )
    answer = story.slack.action(who, action, channel=channel["id"], ts=message["ts"])
    assert answer["ok"], answer


def test_a_note_is_confirmed_to_its_writer_alone_and_undone_with_one_press(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    told = story.types("grace", channel, "note Restarted the <!channel> index")
    assert "On the timeline of INC-1" in told
    assert "Restarted the <!channel> index" in told
    assert len(story.bot_messages(channel)) == 1
    assert story.timeline(1).endswith("Restarted the <!channel> index")

    presses_private(story, "grace", channel, "incident_line_hide")
    story.wait_for(lambda: timeline_rows(story, "note") == [])
    story.wait_for(
        lambda: "Hidden" in story.private_texts("grace", channel["id"])[-1] or None
    )
    presses_private(story, "grace", channel, "incident_line_show")
    story.wait_for(lambda: timeline_rows(story, "note"))


def test_a_note_at_a_time_is_of_the_writers_clock(story: Story) -> None:
    story.declare("grace", "Search is slow")
    told = story.types("grace", "random", "note INC-1 yesterday 23:50 First errors")
    assert "First errors" in told
    lines = story.timeline(1).splitlines()
    assert lines[0] == "First errors"
    told = story.types("grace", "random", "note INC-1 2031-01-01 10:00 Too early")
    assert "2031-01-01 10:00 has not come yet" in told


def test_a_line_is_mended_and_hidden_from_the_list(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "note The cash is full")
    listed = story.types("ben", channel, "timeline 1")
    assert "Timeline of INC-1" in listed
    assert "Declared: Search is slow" in listed
    assert "The cash is full" in listed

    presses_private(story, "ben", channel, "incident_line")
    submits(story, "ben", {"text": "The cache is full"})
    assert "The cache is full" in story.types("ben", channel, "timeline 1")
    ((text, who, _, _),) = timeline_rows(story, "note")
    assert (text, who) == ("The cache is full", "Grace Lindqvist")

    story.closes_everything("ben")
    presses_private(story, "ben", channel, "incident_line")
    submits(story, "ben", {"text": "The cache is full", "hide": ["hide"]})
    assert timeline_rows(story, "note") == []
    assert "The cache" not in story.types("ben", channel, "timeline 1")


def test_the_form_takes_a_note_for_an_earlier_time(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "note")
    view = story.wait_for(lambda: story.slack.state("grace")["views"])[-1]
    values = {
        "text": {"text": {"value": "Deploy 4.2"}},
        "at": {"at": {"selected_date_time": int(time.time()) - 7_200}},
    }
    assert story.slack.submit("grace", view["id"], values)["ok"]
    assert "Deploy 4.2" in shown_view(story, "grace")
    assert story.timeline(1).splitlines()[0] == "Deploy 4.2"


def test_the_menu_leads_to_the_timeline_and_from_there_to_a_line(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "note The cache is full")
    story.types("grace", channel, "")
    menu = story.slack.top_view("grace")
    story.slack.action("grace", "incident_timeline", view_id=menu["id"])
    story.wait_for(lambda: len(story.slack.state("grace")["views"]) == 2)
    assert "The cache is full" in shown_view(story, "grace")
    listed = story.slack.top_view("grace")
    story.slack.action("grace", "incident_line", view_id=listed["id"])
    story.wait_for(lambda: len(story.slack.state("grace")["views"]) == 3)
    story.submits("grace", {"text": "The cache was full"})
    assert "The cache was full" in shown_view(story, "grace")


def test_a_private_incidents_timeline_is_nobody_elses(story: Story) -> None:
    story.declare("grace", "Payroll was read", private=True)
    for verb in ("timeline", "note", "follow-up", "follow-ups"):
        told = story.types("ben", "random", f"{verb} INC-1 x")
        assert "There is no INC-1" in told
        assert "Payroll" not in told


def test_a_message_is_added_from_its_own_menu(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    ts = says(story, "grace", channel, "It is <!here> the index & more")
    for _ in range(2):
        story.slack.message_action("grace", channel["id"], ts, "muster_timeline")
    told = story.wait_for(
        lambda: [
            text
            for text in story.private_texts("grace", channel["id"])
            if "was already on the timeline of INC-1" in text
        ]
    )
    assert "It is @here the index & more" in told[0]
    ((text, who, permalink, _),) = timeline_rows(story, "message")
    assert (text, who) == ("It is @here the index & more", "Grace Lindqvist")
    assert str(permalink).endswith(f"/archives/{channel['id']}/p{ts.replace('.', '')}")


def test_a_message_of_another_channel_is_added_to_a_chosen_incident(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    story.declare("grace", "Payroll was read", private=True)
    random = story.channel("random")
    ts = says(story, "ben", random, "Searches time out since the deploy")
    story.slack.message_action("ben", random["id"], ts, "muster_timeline")
    view = story.wait_for(lambda: story.slack.state("ben")["views"])[-1]
    assert "Searches time out" in story.shown(view)
    offered = story.slack.suggest("ben", "incident_choice", "", view_id=view["id"])
    names = [option["text"]["text"] for option in offered["options"]]
    assert names == ["INC-1 Search is slow"]
    values = {
        "incident_choice": {
            "incident_choice": {"selected_option": offered["options"][0]}
        }
    }
    assert story.slack.submit("ben", view["id"], values)["ok"]
    ((text, who, _, _),) = timeline_rows(story, "message")
    assert (text, who) == ("Searches time out since the deploy", "Ben Castellano")


def test_what_muster_posted_is_not_added_again(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    card = story.bot_messages(channel)[0]
    story.slack.message_action("grace", channel["id"], card["ts"], "muster_timeline")
    told = story.wait_for(lambda: story.private_texts("grace", channel["id"]))
    assert "Muster wrote this" in told[-1]
    assert timeline_rows(story, "message") == []
