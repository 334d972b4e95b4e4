"""An update is late, and somebody is asked for it, no oftener than is good."""

from collections.abc import Callable

from tests.company import Company
from tests.flows.story import Json, Story

NOW_DUE = (
    "UPDATE incidents_reminder SET due_at = now() - interval '1 second' "
    "WHERE kind = 'update'"
)
PLANNED = "SELECT 1 FROM incidents_reminder WHERE kind = 'update'"
LATE = (
    "UPDATE incidents_incident SET next_update_at = now() - interval '2 minutes';"
    f"{NOW_DUE}"
)


def late(story: Story) -> None:
    """The next update was due two minutes ago."""
    story.muster.sql(LATE)


def due_again(story: Story) -> None:
    """It is time to ask once more."""
    story.muster.sql(NOW_DUE)


def reminders(story: Story, channel: Json) -> list[Json]:
    """What stands in the channel of what Muster asked."""
    return [m for m in story.bot_messages(channel) if "waits for an update" in str(m)]


def asked(story: Story, channel: Json, *, besides: str = "") -> Json:
    """The one post that asks, once it is there; `besides` is one that is gone."""

    def look() -> Json | None:
        found = [m for m in reminders(story, channel) if m["ts"] != besides]
        return found[0] if len(found) == 1 else None

    message = story.wait_for(look)
    story.settle()
    return message


def press(story: Story, who: str, channel: Json, message: Json, action: str) -> None:
    answer = story.slack.action(who, action, channel=channel["id"], ts=message["ts"])
    assert answer["ok"], answer
    story.settle()


def test_a_late_update_is_asked_for_and_the_answer_takes_the_question_away(
    story: Story,
) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    lead = story.slack.user("grace")["id"]
    late(story)
    first = asked(story, channel)
    assert f"<@{lead}>" in story.mrkdwn(first)
    assert "Update overdue" in story.shown(story.bot_messages(channel)[0])
    assert "Update overdue" in story.shown(story.bot_messages("incidents")[0])

    due_again(story)
    second = asked(story, channel, besides=first["ts"])
    assert len(reminders(story, channel)) == 1
    press(story, "grace", channel, second, "incident_update")
    story.submits("grace", {"text": "Rolling back"})
    story.settle()

    assert reminders(story, channel) == []
    assert "overdue" not in story.shown(story.bot_messages(channel)[0])
    assert "Next update due" in story.shown(story.bot_messages(channel)[0])


def test_asking_ends_after_so_many_times_and_says_so(story: Story) -> None:
    story.muster.sql("UPDATE incidents_severityrule SET reminders = 2")
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    late(story)
    first = asked(story, channel)
    due_again(story)
    last = asked(story, channel, besides=first["ts"])

    assert "last reminder" in story.shown(last)
    assert "incident_snooze" not in str(last["blocks"])
    assert "Muster stops asking for an update: it asked 2 times" in story.timeline(1)
    assert story.muster.sql(PLANNED) == []


def test_a_snooze_and_an_end_are_seen_where_it_was_asked(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1", service="Checkout API")
    channel = story.incident_channel(1)
    late(story)
    first = asked(story, channel)
    press(story, "ben", channel, first, "incident_snooze_hour")
    (snoozed,) = reminders(story, channel)
    assert snoozed["ts"] == first["ts"]
    assert "Snoozed by Ben" in story.shown(snoozed)
    assert "<@" not in story.mrkdwn(snoozed)
    assert "snoozed for 1 h" in story.timeline(1)

    due_again(story)
    second = asked(story, channel, besides=first["ts"])
    press(story, "ben", channel, second, "incident_stop_reminders")
    (ended,) = reminders(story, channel)
    assert "Ben" in story.shown(ended)
    assert "no more reminders" in story.shown(ended)
    refused = story.types("grace", channel, "snooze 1h")
    assert "INC-1 has no reminder to come" in refused


def test_resolving_ends_what_is_asked_and_reopening_begins_anew(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    late(story)
    asked(story, channel)
    story.types("grace", channel, "resolve rolled back")
    assert reminders(story, channel) == []
    assert story.muster.sql(PLANNED) == []

    story.types("grace", channel, "reopen it came back")
    late(story)
    asked(story, channel)


def test_a_reminder_survives_the_death_of_the_worker(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    story.muster.kill_worker()
    late(story)
    story.muster.start_worker()

    asked(story, channel)


def test_comms_is_asked_beside_the_lead(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    dev = story.slack.user("dev")["id"]
    story.types("grace", channel, f"role comms <@{dev}|dev>")
    late(story)
    message = asked(story, channel)

    assert f"<@{dev}>" in story.mrkdwn(message)


def test_a_question_whose_answer_was_lost_is_not_asked_twice(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    late(story)
    first = asked(story, channel)
    fault = story.slack.fault("chat.postMessage", "drop_after", times=1)
    due_again(story)
    second = asked(story, channel, besides=first["ts"])
    assert any(f["id"] == fault and f["fired"] for f in story.slack.faults())
    assert len(reminders(story, channel)) == 1
    story.types("grace", channel, "update Rolling back")

    assert second["ts"] != first["ts"]
    assert reminders(story, channel) == []


def test_a_question_whose_answer_was_lost_goes_too_when_it_is_answered_first(
    start_company: Callable[..., Company],
) -> None:
    story = Story(*start_company(RETRY_SECONDS="3"))
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    fault = story.slack.fault("chat.postMessage", "drop_after", times=1)
    late(story)
    story.wait_for(
        lambda: any(f["id"] == fault and f["fired"] for f in story.slack.faults())
    )
    assert len(reminders(story, channel)) == 1
    story.types("grace", channel, "update Rolling back")

    assert reminders(story, channel) == []
