"""Silencing, asking why, and what an alert-born incident's message offers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import registry
from bot.answers import Open, Say
from bot.messages.card import card, load
from incidents.alerts import silencing
from incidents.alerts.models import (
    Alert,
    AlertGroup,
    IncidentRoute,
    IncidentTag,
    Silence,
)
from incidents.lifecycle.declaring import declare_many
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.record.models import Incident
from incidents.reminders.models import Reminder
from incidents.response import due
from incidents.values import Mistake
from tests.bot.conftest import Company
from tests.bot.facts import HOSTILE, NOW, accept_blocks, accept_message, marked_up


def born(company: Company, **alert: Any) -> Incident:
    """An incident as the pipeline leaves it: declared by a machine, with one alert."""
    declaration = Declaration(
        title="Errors of Checkout", service=company.service.pk, opens_channel=False
    )
    (incident,) = declare_many(declarations=[declaration], by=None, now=NOW)
    IncidentRoute.objects.create(
        incident=incident, team=company.service.team, reason="Payments owns Checkout."
    )
    AlertGroup.objects.create(
        service=company.service, key="checkout", incident=incident, opened_at=NOW
    )
    facts: dict[str, Any] = {
        "title": "Errors over 5 %",
        "dedup_key": "errors",
        "group_key": "checkout",
        "decisions": [
            {
                "step": "rule",
                "reason": "No rule fits.",
                "at": NOW.isoformat(),
                "data": {},
            },
            {
                "step": "group",
                "reason": "Opened INC-1 for group checkout.",
                "at": NOW.isoformat(),
                "data": {},
            },
        ],
    }
    Alert.objects.create(
        service=company.service,
        incident=incident,
        source="api",
        first_at=NOW,
        last_at=NOW,
        **{**facts, **alert},
    )
    return incident


def said(answer: object) -> str:
    assert isinstance(answer, Say), answer
    accept_blocks(answer.blocks)
    return f"{answer.text}\n{marked_up(list(answer.blocks))}"


def silenced_until(incident: Incident) -> datetime | None:
    return IncidentRoute.objects.get(incident=incident).silenced_until


def test_a_silence_chosen_in_the_menu_is_kept_told_and_shown(company: Company) -> None:
    incident = born(company)
    effect = Effect.objects.filter(key=f"alerts:{incident.pk}")
    Effect.objects.create(
        kind="alerts",
        key=f"alerts:{incident.pk}",
        mode="state",
        queue="slack",
        subject=incident.subject,
    )
    before = effect.get().wanted
    answer = company.presses("alerts_silence", incident=incident, value="1h")
    assert "page nobody" in said(answer)
    silence = Silence.objects.get()
    assert (silence.group_key, silence.until) == (
        "checkout",
        NOW + timedelta(hours=1),
    )
    assert silenced_until(incident) == silence.until
    entry = incident.entries.last()
    assert entry is not None
    assert "Silenced until" in entry.text
    assert effect.get().wanted > before


def test_until_tomorrow_is_nine_by_the_clock_of_who_asks(company: Company) -> None:
    incident = born(company)
    company.people["Ada"].timezone = "Asia/Tokyo"
    company.presses("alerts_silence", incident=incident, value="morning")
    # It is 12:42 of 1 March in Tokyo.
    assert silenced_until(incident) == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def test_a_new_silence_takes_the_place_of_the_one_before(company: Company) -> None:
    incident = born(company)
    company.types("silence 1h", here=incident)
    company.types("silence 4h the database moves", here=incident)
    standing = Silence.objects.filter(ended_at=None)
    assert [each.reason for each in standing] == ["the database moves"]
    assert silenced_until(incident) == NOW + timedelta(hours=4)


def test_a_silence_can_be_lifted(company: Company) -> None:
    incident = born(company)
    company.types("silence 1h", here=incident)
    assert "page again" in said(company.types("silence off", here=incident))
    assert silenced_until(incident) is None
    assert not Silence.objects.filter(ended_at=None).exists()
    with pytest.raises(Mistake, match="is not silenced"):
        company.types("silence off", here=incident)


def test_a_silence_that_runs_out_is_shown_no_longer(company: Company) -> None:
    incident = born(company)
    company.types("silence 30m", here=incident)
    later = NOW + timedelta(minutes=31)
    while due.advance(later):
        pass
    assert silenced_until(incident) is None
    entry = incident.entries.last()
    assert entry is not None
    assert entry.text == "The silence is over"


def closes(incident: Incident) -> None:
    """Its alerts are over, and its group keys lead to it no more."""
    incident.alert_groups.update(closed_at=NOW)
    incident.alerts.update(status=Alert.Status.RESOLVED)


def test_a_silence_that_outlives_its_incident_can_still_be_lifted(
    company: Company,
) -> None:
    incident = born(company)
    company.types("silence 1h", here=incident)
    closes(incident)
    assert "page again" in said(company.types(f"silence {incident.pk} off"))
    assert not Silence.objects.filter(ended_at=None).exists()


def test_lifting_it_leaves_alone_what_leads_elsewhere_by_now(company: Company) -> None:
    old = born(company)
    company.types("silence 1h", here=old)
    closes(old)
    new = born(company, dedup_key="other")
    company.types("silence 4h", here=new)
    company.types(f"silence {old.pk} off")
    assert silenced_until(old) is None
    (standing,) = Silence.objects.filter(ended_at=None)
    assert standing.until == NOW + timedelta(hours=4)


def test_a_survivor_that_is_silenced_keeps_its_own_end(company: Company) -> None:
    into = born(company)
    company.types("silence 1h", here=into)
    closes(into)
    gone = born(company, dedup_key="other")
    company.types("silence 4h", here=gone)
    silencing.move(incident=gone, into=into)
    assert silenced_until(into) == NOW + timedelta(hours=1)
    (reminder,) = Reminder.objects.filter(kind=silencing.ENDS)
    assert (reminder.incident, reminder.due_at) == (into, silenced_until(into))


@pytest.mark.parametrize("word", ["soon", "31d", "0m", "-1h"])
def test_a_length_that_says_nothing_is_refused_with_what_to_say(
    company: Company, word: str
) -> None:
    incident = born(company)
    with pytest.raises(Mistake) as refused:
        company.types(f"silence {word}", here=incident)
    assert refused.value.field == "until"


def test_what_no_alert_brought_can_be_neither_silenced_nor_explained(
    company: Company,
) -> None:
    declared = company.declares()
    with pytest.raises(Mistake, match="no alerts that could be silenced"):
        company.types("silence 1h", here=declared)
    with pytest.raises(Mistake, match=r"Ada declared INC-\d+: no alert brought it"):
        company.types("why", here=declared)


def test_custom_opens_a_form_that_silences(company: Company) -> None:
    incident = born(company)
    answer = company.presses("alerts_silence", incident=incident, value="custom")
    assert isinstance(answer, Open)
    company.submits("alerts_silence", {"until": "2d"}, incident=incident)
    assert silenced_until(incident) == NOW + timedelta(days=2)


def test_why_tells_each_decision_and_who_is_paged(company: Company) -> None:
    incident = born(company)
    told = said(company.presses("alerts_why", incident=incident))
    for expected in (
        "Payments owns Checkout.",
        "Nobody: no policy was begun",
        "*Routing rule*: No rule fits.",
        "*Group*: Opened INC-1 for group checkout.",
    ):
        assert expected in told
    assert told == said(company.types(f"why {incident.pk}"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_decisions_stay_texts(company: Company, text: str) -> None:
    decision = {"step": text[:20], "reason": text, "at": "?", "data": {}}
    incident = born(
        company, title=text[:200], decisions=[decision] * 40, labels={"a": text}
    )
    told = said(company.presses("alerts_why", incident=incident))
    assert "<!channel" not in told
    assert "<!here" not in told


def test_the_card_lists_the_alerts_that_fire(company: Company) -> None:
    declared = company.declares()
    assert "*Alerts*" not in marked_up(list(card(declared, load(declared)).blocks))
    Alert.objects.create(
        service=company.service,
        incident=declared,
        source="api",
        title="Errors over 5 %",
        dedup_key="errors",
        first_at=NOW,
        last_at=NOW,
    )
    IncidentTag.objects.create(incident=declared, text="eu")
    made = card(declared, load(declared))
    assert "🔥 Errors over 5 %" in marked_up(list(made.blocks))
    accept_message(made)


def test_the_rare_menu_opens_a_channel(company: Company) -> None:
    incident = born(company)
    company.presses("alerts_more", incident=incident, value="channel")
    assert company.again(incident).channel_name.startswith(f"inc-{incident.pk}")


def test_every_menu_entry_is_answered(company: Company) -> None:
    (more,) = (a for a in registry.actions() if a.action_id == "alerts_more")
    incident = born(company)
    company.declares()
    for value in ("decline", "merge"):
        answer = more.run(company.ask(incident=incident, value=value))
        assert isinstance(answer, Open)
