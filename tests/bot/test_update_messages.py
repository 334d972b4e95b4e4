"""Updates, reminders and what followers see: taken by Slack, whatever is written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.card import next_update
from bot.messages.announcement import announcement
from bot.messages.following import by_email, followed, following
from bot.messages.reminder import reminder
from bot.messages.update import update_message
from bot.modals import follow, update
from incidents.catalog.models import SeverityRule
from incidents.record.models import Entry
from incidents.updates.reminding import ASKED, LAST, SNOOZED, STOPPED, Asked
from incidents.values import Status
from tests.bot.facts import (
    HOSTILE,
    NOW,
    accept_blocks,
    accept_message,
    accept_view,
    entry,
    everything,
    hostile,
    incident,
    marked_up,
    person,
)

HOUR = timedelta(hours=1)
ALL_CHANGES: dict[str, Any] = {
    "severity": {"from": "", "to": "SEV1"},
    "status": {"from": "investigating", "to": "fixing"},
    "next_update_at": (NOW + HOUR).isoformat(),
}
QUESTION = Asked(
    state=ASKED,
    due=NOW.isoformat(),
    at=(NOW + HOUR).isoformat(),
    count=2,
    by="Ben",
    until=(NOW + 2 * HOUR).isoformat(),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_slack_takes_it_and_nobody_is_pinged(text: str) -> None:
    shown = hostile(text, next_update_at=NOW + HOUR)
    told = entry(Entry.Kind.UPDATE, text, by=person(text[:120]), data=dict(ALL_CHANGES))
    messages = [
        update_message(shown, told),
        following(shown),
        by_email(shown),
        followed(shown, may_follow=True),
        announcement(shown, NOW),
        *(
            reminder(shown, replace(QUESTION, state=state, by=text[:120]), people=[])
            for state in (ASKED, LAST, SNOOZED, STOPPED)
        ),
    ]
    for message in messages:
        accept_message(message)
        written = marked_up(message.blocks) + message.text
        for word in ("<!channel>", "<!here>", "<!subteam", "<https://evil.example|"):
            assert word not in written


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("status", Status)
def test_every_form_opens_in_every_status(text: str, status: Status) -> None:
    rule = SeverityRule(severity="SEV1", update_minutes=30)
    accept_view(update.view(hostile(text, status=status), rule))
    email = "x" * 240 + "@example.com"
    accept_view(follow.view(hostile(text), email=email, way="email"))
    accept_view(follow.view(hostile(text), email="", way="dm"))


def test_an_update_names_what_changed_with_it_and_when_the_next_is_due() -> None:
    told = entry(Entry.Kind.UPDATE, "Rolling back", data=dict(ALL_CHANGES))
    shown = marked_up(update_message(incident(), told).blocks)
    assert "🔴 *Severity*: not set → SEV1" in shown
    assert "*Status*: Investigating → Fixing" in shown
    assert "Next update due <!date^" in shown


def test_a_question_mentions_and_its_edits_do_not() -> None:
    for state, mentions in ((ASKED, True), (LAST, True), (SNOOZED, False)):
        message = reminder(incident(), replace(QUESTION, state=state), people=["U1"])
        assert ("<@U1>" in message.text) is mentions


def test_the_last_question_says_so_and_offers_no_snooze() -> None:
    shown = everything(
        reminder(incident(), replace(QUESTION, state=LAST), people=[]).blocks
    )
    assert "This is the last reminder" in shown
    assert "incident_snooze" not in shown
    assert "incident_update" in shown


@pytest.mark.parametrize(
    ("due", "said"), [(NOW + HOUR, "Next update due"), (NOW - HOUR, "Update overdue")]
)
def test_the_card_says_when_the_next_update_is_due_or_late(due: Any, said: str) -> None:
    blocks = list(next_update.PART.blocks(incident(next_update_at=due), NOW))
    accept_blocks(blocks)
    assert said in marked_up(blocks)
    assert said in marked_up(announcement(incident(next_update_at=due), NOW).blocks)
    assert list(next_update.PART.blocks(incident(), NOW)) == []


def test_what_is_over_offers_nothing_to_follow() -> None:
    assert "incident_follow" in everything(announcement(incident()).blocks)
    over = incident(status=Status.CLOSED)
    assert "incident_follow" not in everything(announcement(over).blocks)


def test_who_may_not_know_of_it_reads_no_more_than_its_number() -> None:
    gone = everything(followed(incident(), may_follow=False).blocks)
    assert "INC-12" in gone
    assert "Checkout" not in gone
    assert "Follow again" not in gone


def test_the_update_form_offers_no_closing_and_accepts_from_triage() -> None:
    resolved = everything(update.view(incident(status=Status.RESOLVED)))
    assert '"closed"' not in resolved
    assert '"next"' not in resolved
    view = update.view(incident(status=Status.TRIAGE))
    (status,) = (b for b in view["blocks"] if b.get("block_id") == "status")
    assert status["element"]["initial_option"]["value"] == "investigating"
    assert "accepts it" in status["hint"]["text"]
