"""What people add to a timeline, and how its lines are mended."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.lifecycle import services as lifecycle
from incidents.lifecycle import times
from incidents.outbox.models import Effect
from incidents.record import queries, timeline
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.timeline import MessageFacts
from incidents.values import TEXT_LIMIT, Mistake, Status
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

MINUTE = timedelta(minutes=1)
__all__ = ["company"]


def said(text: str = "It is the cache", minutes: int = 30, **more: object) -> object:
    """A message of the channel, written so many minutes ago."""
    at = NOW - minutes * MINUTE
    facts = {"source": f"CINC1:{at.timestamp():.6f}", "text": text, "at": at}
    return MessageFacts(**{**facts, **more})  # type: ignore[arg-type]


@pytest.fixture
def incident(company: Company) -> Incident:
    """Declared by Ada 42 minutes ago."""
    return company.declares()


def lines(incident: Incident) -> list[str]:
    return [entry.text for entry in queries.timeline(incident)]


def only(incident: Incident, kind: Entry.Kind) -> Entry:
    return incident.entries.get(kind=kind)


def update(incident: Incident, text: str) -> None:
    record.add_entry(
        incident=incident, kind=Entry.Kind.UPDATE, text=text, at=NOW, by=None
    )


def mark(incident: Incident, message: object, *, is_marked: bool = True) -> None:
    timeline.message_read(
        incident=incident,
        message=message,  # type: ignore[arg-type]
        is_marked=is_marked,
        now=NOW,
    )


def test_a_note_stands_where_it_happened_and_nothing_is_posted(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    asked = Effect.objects.count()
    timeline.note(incident=incident, text="Paged the DBA", by=ada, now=NOW)
    early = NOW - timedelta(hours=2)
    timeline.note(incident=incident, text="Deploy 4.2", by=ada, now=NOW, at=early)
    assert lines(incident) == [
        "Deploy 4.2",
        "Declared: Checkout errors",
        "Paged the DBA",
    ]
    assert Effect.objects.count() == asked


def test_a_marked_message_is_there_once_at_the_time_it_was_written(
    company: Company, incident: Incident
) -> None:
    update(incident, "Looking")
    for _ in range(3):
        mark(incident, said(by=company.people["Ben"], permalink="https://x.example/p1"))
    assert lines(incident) == [
        "Declared: Checkout errors",
        "It is the cache",
        "Looking",
    ]
    entry = only(incident, Entry.Kind.MESSAGE)
    assert entry.at == NOW - 30 * MINUTE
    assert entry.by == company.people["Ben"]
    assert entry.permalink == "https://x.example/p1"


def test_a_message_written_before_it_was_declared_keeps_its_time(
    incident: Incident,
) -> None:
    mark(incident, said(minutes=90))
    assert lines(incident)[0] == "It is the cache"


def test_a_clock_ahead_of_ours_does_not_push_later_lines_ahead(
    company: Company, incident: Incident
) -> None:
    mark(incident, said(minutes=-3))
    timeline.note(incident=incident, text="x", by=company.people["Ada"], now=NOW)
    assert max(entry.at for entry in incident.entries.all()) == NOW


def test_the_last_mark_gone_takes_the_line_away_and_a_new_one_brings_it_back(
    incident: Incident,
) -> None:
    mark(incident, said())
    mark(incident, said(), is_marked=False)
    assert "It is the cache" not in lines(incident)
    mark(incident, said())
    assert "It is the cache" in lines(incident)
    assert incident.entries.filter(kind=Entry.Kind.MESSAGE).count() == 1


def test_a_message_without_a_mark_makes_no_line(incident: Incident) -> None:
    mark(incident, said(), is_marked=False)
    assert lines(incident) == ["Declared: Checkout errors"]


def test_what_a_person_hid_or_edited_is_not_changed_by_marks(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    mark(incident, said())
    entry = only(incident, Entry.Kind.MESSAGE)
    timeline.hide(incident=incident, entry_id=entry.pk, by=ada, now=NOW)
    mark(incident, said())
    assert "It is the cache" not in lines(incident)
    timeline.unhide(incident=incident, entry_id=entry.pk, by=ada, now=NOW)
    mark(incident, said(), is_marked=False)
    assert "It is the cache" in lines(incident)


def test_a_message_added_by_hand_is_the_one_that_a_mark_adds(
    company: Company, incident: Incident
) -> None:
    grace = company.people["Grace"]
    message = said()
    mark(incident, message)
    entry, is_new = timeline.add_message(
        incident=incident,
        message=message,  # type: ignore[arg-type]
        by=grace,
        now=NOW,
    )
    assert not is_new
    mark(incident, message, is_marked=False)
    assert [e.pk for e in queries.timeline(incident)][1] == entry.pk


def test_a_message_of_any_length_fits(incident: Incident) -> None:
    mark(incident, said("x" * 40_000))
    assert len(only(incident, Entry.Kind.MESSAGE).text) == TEXT_LIMIT


def test_a_mark_is_read_once_however_often_it_comes(incident: Incident) -> None:
    channel = incident.channel_slack_id
    for _ in range(3):
        assert timeline.marked(channel=channel, ts="1.000100", added=True)
    assert not timeline.marked(channel="CELSEWHERE", ts="1.000100", added=True)
    asked = Effect.objects.get(kind=timeline.MESSAGE)
    assert asked.args == {"channel": channel, "ts": "1.000100", "added": True}


def test_editing_keeps_what_was_there_before(
    company: Company, incident: Incident
) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    note = timeline.note(incident=incident, text="The cash", by=ada, now=NOW)
    earlier = NOW - 5 * MINUTE
    edited = timeline.edit(
        incident=incident,
        entry_id=note.pk,
        text="The cache",
        at=earlier,
        by=grace,
        now=NOW + MINUTE,
    )
    assert (edited.text, edited.at, edited.edited_by) == ("The cache", earlier, grace)
    (edit,) = edited.data["edits"]
    assert edit["text"] == "The cash"
    assert edit["at"] == NOW.isoformat()
    assert edit["edited_by"] == grace.pk


def test_saving_a_form_unchanged_is_no_edit(
    company: Company, incident: Incident
) -> None:
    at = NOW + timedelta(seconds=31)
    ada = company.people["Ada"]
    note = timeline.note(incident=incident, text="The cache", by=ada, now=at)
    timeline.edit(
        incident=incident, entry_id=note.pk, text="The cache", at=NOW, by=ada, now=at
    )
    note.refresh_from_db()
    assert (note.at, note.edited_at, note.data) == (at, None, {})


def refused(incident: Incident, entry: Entry, by: object, **change: object) -> Mistake:
    with pytest.raises(Mistake) as mistake:
        timeline.edit(
            incident=incident,
            entry_id=entry.pk,
            by=by,  # type: ignore[arg-type]
            now=NOW,
            **change,  # type: ignore[arg-type]
        )
    return mistake.value


def test_changes_of_one_kind_keep_their_order(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    for severity, ago in (("SEV3", 30), ("SEV2", 20), ("SEV1", 10)):
        lifecycle.change_severity(
            incident=incident, severity=severity, by=ada, now=NOW - ago * MINUTE
        )
    middle = incident.entries.filter(kind=Entry.Kind.SEVERITY)[1]
    for ago in (31, 9):
        mistake = refused(incident, middle, ada, at=NOW - ago * MINUTE)
        assert mistake.field == "at"
        assert "no earlier than 2026-03-01 03:12" in mistake.message
        assert "no later than 2026-03-01 03:32" in mistake.message
    moved = timeline.edit(
        incident=incident, entry_id=middle.pk, at=NOW - 29 * MINUTE, by=ada, now=NOW
    )
    assert moved.at == NOW - 29 * MINUTE


def test_a_change_is_no_older_than_the_incident(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    update(incident, "Looking")
    entry = only(incident, Entry.Kind.UPDATE)
    mistake = refused(incident, entry, ada, at=NOW - timedelta(hours=3))
    assert "no earlier than 2026-03-01 03:00 and no later" in mistake.message


def test_nothing_happens_ahead(company: Company, incident: Incident) -> None:
    ada = company.people["Ada"]
    note = timeline.note(incident=incident, text="x", by=ada, now=NOW)
    ahead = NOW + timedelta(hours=1)
    assert "not come yet" in refused(incident, note, ada, at=ahead).message
    with pytest.raises(Mistake, match="not come yet"):
        timeline.note(incident=incident, text="x", by=ada, now=NOW, at=ahead)


def test_a_step_of_its_life_keeps_its_time_and_shows(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    lifecycle.change_status(incident=incident, wanted=Status.FIXING, by=ada, now=NOW)
    step = only(incident, Entry.Kind.STATUS)
    assert "`times`" in refused(incident, step, ada, at=NOW - MINUTE).message
    with pytest.raises(Mistake, match="always shows"):
        timeline.hide(incident=incident, entry_id=step.pk, by=ada, now=NOW)


def test_words_of_musters_own_lines_stay(company: Company, incident: Incident) -> None:
    ada = company.people["Ada"]
    lifecycle.change_severity(incident=incident, severity="SEV2", by=ada, now=NOW)
    entry = only(incident, Entry.Kind.SEVERITY)
    assert refused(incident, entry, ada, text="Severity: fine").field == "text"


def test_a_line_of_another_incident_cannot_be_reached(
    company: Company, incident: Incident
) -> None:
    other = company.declares("Grace", "Search is slow")
    entry = only(other, Entry.Kind.DECLARED)
    assert "gone" in refused(incident, entry, company.people["Ada"], text="x").message


def changes(company: Company, incident: Incident, at: datetime) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    lifecycle.change_severity(incident=incident, severity="SEV2", by=ada, now=at)
    lifecycle.change_status(incident=incident, wanted=Status.FIXING, by=ada, now=at)
    lifecycle.assign_lead(incident=incident, lead=grace, by=ada, now=at)
    lifecycle.resolve(incident=incident, by=ada, now=at, reason="Restarted")
    lifecycle.reopen(incident=incident, by=ada, now=at, reason="It is back")


def test_every_change_writes_one_line(company: Company, incident: Incident) -> None:
    changes(company, incident, NOW)
    kinds = [entry.kind for entry in queries.timeline(incident)]
    assert sorted(kinds) == sorted(
        [
            "declared",
            "severity",
            "status",
            "lead",
            "resolved",
            "reopened",
        ]
    )


def at_of(incident: Incident, kind: Entry.Kind) -> datetime:
    return incident.entries.filter(kind=kind).latest("at").at


def test_the_line_of_a_step_moves_with_its_milestone(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    wanted = NOW - 5 * MINUTE
    lifecycle.change_status(
        incident=incident, wanted=Status.FIXING, by=ada, now=NOW - 20 * MINUTE
    )
    lifecycle.resolve(incident=incident, by=ada, now=NOW)
    mended = {"monitoring_at": wanted, "resolved_at": wanted}
    times.change_times(incident=incident, times=mended, by=ada, now=NOW)
    assert at_of(incident, Entry.Kind.RESOLVED) == wanted
    assert company.again(incident).resolved_at == wanted
    assert at_of(incident, Entry.Kind.STATUS) == NOW - 20 * MINUTE
    line = incident.entries.get(kind=Entry.Kind.RESOLVED)
    assert line.data["edits"][0]["at"] == NOW.isoformat()
    earlier = NOW - 60 * MINUTE
    times.change_times(
        incident=incident, times={"declared_at": earlier}, by=ada, now=NOW
    )
    assert at_of(incident, Entry.Kind.DECLARED) == earlier


def test_a_step_cannot_come_before_the_one_that_led_to_it(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    lifecycle.resolve(incident=incident, by=ada, now=NOW - 30 * MINUTE)
    lifecycle.reopen(
        incident=incident, by=ada, now=NOW - 20 * MINUTE, reason="It is back"
    )
    lifecycle.resolve(incident=incident, by=ada, now=NOW)
    skipped = ("fixing_at", "monitoring_at", "resolved_at")
    before_it_was_reopened = dict.fromkeys(skipped, NOW - 25 * MINUTE)
    with pytest.raises(Mistake) as refused:
        times.change_times(
            incident=incident, times=before_it_was_reopened, by=ada, now=NOW
        )
    assert refused.value.field == "resolved_at"
    assert "cannot be before “Status: Resolved → Investigating" in refused.value.message
    assert company.again(incident).resolved_at == NOW


def test_a_time_within_the_minute_of_its_limit_counts_as_the_limit(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    declared = incident.declared_at + timedelta(seconds=20)
    Incident.objects.filter(pk=incident.pk).update(declared_at=declared)
    update(incident, "Looking")
    entry = only(incident, Entry.Kind.UPDATE)
    to_the_minute = declared.replace(second=0)
    moved = timeline.edit(
        incident=incident, entry_id=entry.pk, at=to_the_minute, by=ada, now=NOW
    )
    assert moved.at == declared


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-3, 60)), max_size=10))
def test_whatever_times_are_tried_changes_of_one_kind_stay_in_order(
    company: Company, tried: list[tuple[int, int]]
) -> None:
    incident, ada = company.declares(), company.people["Ada"]
    for ago, severity in ((30, "SEV3"), (30, "SEV2"), (12, "SEV1"), (3, "SEV4")):
        lifecycle.change_severity(
            incident=incident, severity=severity, by=ada, now=NOW - ago * MINUTE
        )
    changes = list(incident.entries.filter(kind=Entry.Kind.SEVERITY))
    for which, ago in tried:
        with suppress(Mistake):
            timeline.edit(
                incident=incident,
                entry_id=changes[which].pk,
                at=NOW - ago * MINUTE,
                by=ada,
                now=NOW,
            )
    assert list(incident.entries.filter(kind=Entry.Kind.SEVERITY)) == changes
    at = [entry.at for entry in queries.timeline(incident)]
    assert at[0] == incident.declared_at
    assert max(at) <= NOW
