"""Reminders in the database: taken once, put off, and never in each other's way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from incidents.channels.models import Workspace
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.response import due
from tests.incidents.other_session import other_session

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = ("test",)


def remind(key: str = "test:1", **more: object) -> Reminder:
    facts: dict[str, object] = {"kind": "test", "key": key, "due_at": NOW}
    return reminders.remind(**(facts | more))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_what_was_missed_is_not_made_up_for() -> None:
    remind(every=timedelta(minutes=30), times=5)
    late = NOW + timedelta(hours=9, minutes=10)
    taken = reminders.take(kinds=KINDS, now=late)
    assert taken is not None
    assert (taken.count, taken.left) == (1, 4)
    assert reminders.take(kinds=KINDS, now=late) is None
    row = Reminder.objects.get()
    assert row.due_at == NOW + timedelta(hours=9, minutes=30)


@pytest.mark.django_db
def test_the_last_time_ends_it() -> None:
    remind(every=timedelta(minutes=30), times=1)
    taken = reminders.take(kinds=KINDS, now=NOW)
    assert taken is not None
    assert taken.left == 0
    assert Reminder.objects.count() == 0


@pytest.mark.django_db
def test_what_fails_is_put_off_and_counts_as_not_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(reminder: Reminder, now: datetime) -> None:
        raise ValueError("out of luck")

    monkeypatch.setitem(due.KINDS, "test", fail)
    remind(every=timedelta(minutes=30), times=3)
    with pytest.raises(due.DueFailed):
        due.advance(NOW)
    row = Reminder.objects.get()
    assert (row.count, row.left) == (0, 3)
    assert row.due_at == NOW + due.PUT_OFF


@pytest.mark.django_db(transaction=True)
def test_a_reminder_whose_incident_somebody_changes_waits_for_the_next_look() -> None:
    Workspace.objects.create(slack_id="T1", name="Example")
    ada = Person.objects.create(name="Ada", email="ada@example.com")
    held, free = (
        declaring.declare(declaration=Declaration(title=title), by=ada, now=NOW)
        for title in ("Search is slow", "Checkout is down")
    )
    remind("test:held", incident=held)
    remind("test:free", incident=free, due_at=NOW + timedelta(seconds=1))
    later = NOW + timedelta(minutes=1)
    with other_session() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT 1 FROM incidents_incident WHERE id = %s FOR UPDATE", [held.pk]
        )
        with transaction.atomic():
            taken = reminders.take(kinds=KINDS, now=later)
            assert taken is not None
            assert taken.incident == free
            assert reminders.take(kinds=KINDS, now=later) is None
        cursor.execute("ROLLBACK")
    with transaction.atomic():
        taken = reminders.take(kinds=KINDS, now=later)
        assert taken is not None
        assert taken.incident == held
        assert Incident.objects.filter(pk=held.pk).exists()
    assert connection.vendor == "postgresql"
