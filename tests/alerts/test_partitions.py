"""The inbox has a partition for each day; a day without one loses nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from incidents.alerts import drain, partitions
from incidents.alerts.models import InboxRow
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db
# Far from the day on which the test runs, so that no partition is there yet.
NOON = datetime(2031, 5, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def days() -> set[str]:
    """The days of 2031 that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            r" WHERE relkind = 'r' AND relname LIKE 'incidents\_inbox\_2031%'"
        )
        return {name[-4:] for (name,) in cursor.fetchall()}


def received(monitoring: Monitoring, at: datetime, title: str = "Disk full") -> int:
    """A body that came then, in the partition of that day."""
    (number,) = monitoring.post({"title": title})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incidents_inbox SET received_at = %s WHERE id = %s", [at, number]
        )
    return number


def table_of(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM incidents_inbox WHERE id = %s",
            [number],
        )
        return str(cursor.fetchone()[0])


def test_days_are_made_ahead_and_once() -> None:
    partitions.keep(NOON)
    assert days() == {"0519", "0520", "0521", "0522", "0523"}
    assert partitions.keep(NOON + timedelta(hours=1)) == []
    assert partitions.keep(NOON + DAY) == []
    assert days() == {"0519", "0520", "0521", "0522", "0523", "0524"}


def test_a_body_is_kept_for_thirty_days(monitoring: Monitoring) -> None:
    partitions.keep(NOON)
    number = received(monitoring, NOON)
    assert table_of(number) == "incidents_inbox_20310520"
    drain.drain_all(now=NOON)
    partitions.keep(NOON + 30 * DAY)
    assert bytes(InboxRow.objects.get(pk=number).body) == b'{"title": "Disk full"}'
    dropped = partitions.keep(NOON + 31 * DAY)
    assert "incidents_inbox_20310520" in dropped
    assert not InboxRow.objects.filter(pk=number).exists()
    assert monitoring.alert("Disk full").count == 1


def test_what_comes_on_a_day_without_a_partition_is_kept_and_sorted(
    monitoring: Monitoring,
) -> None:
    number = received(monitoring, NOON)
    assert table_of(number) == partitions.DEFAULT
    partitions.keep(NOON)
    assert days() == {"0519", "0521", "0522", "0523"}
    assert drain.drain_all(now=NOON) == 1
    assert monitoring.alert("Disk full").last_at == NOON
    partitions.keep(NOON + 30 * DAY)
    assert InboxRow.objects.filter(pk=number).exists()
    partitions.keep(NOON + 31 * DAY)
    assert not InboxRow.objects.filter(pk=number).exists()


def test_what_nobody_sorted_yet_is_dropped_by_no_age(monitoring: Monitoring) -> None:
    """As after a month without a worker."""
    late = received(monitoring, NOON, "In the default")
    partitions.keep(NOON + 2 * DAY)
    early = received(monitoring, NOON + 2 * DAY, "In a day's")
    after = NOON + 40 * DAY
    partitions.keep(after)
    assert InboxRow.objects.filter(pk__in=[early, late]).count() == 2
    assert drain.drain_all(now=after) == 2
    assert monitoring.alert("In a day's").count == 1
    assert partitions.keep(after + DAY)
    assert not InboxRow.objects.filter(pk__in=[early, late]).exists()


def test_a_day_is_named_after_its_date() -> None:
    partitions.keep(NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class"
            " WHERE relname = 'incidents_inbox_20310520'"
        )
        (bound,) = cursor.fetchone()
    assert str(date(2031, 5, 20)) in bound.split("TO")[0]
    assert str(date(2031, 5, 21)) in bound.split("TO")[1]
