"""The inbox's days: a partition each, made ahead and dropped after 30 days."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from incidents.alerts import locks

AHEAD = 3
KEPT_DAYS = 30
TABLE = "incidents_inbox"
# Takes what comes on a day without a partition, so that nothing is refused.
DEFAULT = f"{TABLE}_default"
_FORGET = (
    f"DELETE FROM {DEFAULT}"  # noqa: S608
    " WHERE received_at < %s AND drained_at IS NOT NULL"
)


@transaction.atomic
def keep(now: datetime) -> list[str]:
    """Make the days to come, drop those before KEPT_DAYS; what was dropped, by name.

    A day that has rows nobody sorted yet stays. Does nothing while another process
    does it.
    """
    if not locks.try_partitions():
        return []
    today = now.astimezone(UTC).date()
    known = _days()
    for ahead in range(-1, AHEAD + 1):
        day = today + timedelta(days=ahead)
        if _name(day) not in known and not _has_rows(day):
            _make(day)
    oldest = today - timedelta(days=KEPT_DAYS)
    past = sorted(name for name in known if name < _name(oldest))
    over = [name for name in past if not _waits(name)]
    with connection.cursor() as cursor:
        for name in over:
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute(_FORGET, [_start(oldest)])
    return over


def _days() -> set[str]:
    """The partitions that are there, by name, without the default one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::regclass::text FROM pg_partition_tree(%s) WHERE isleaf",
            [TABLE],
        )
        return {name for (name,) in cursor.fetchall() if name[-1].isdigit()}


def _has_rows(day: date) -> bool:
    """Whether the default has rows of this day, as after days without a worker: no
    partition can be made for it then, and none is needed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {DEFAULT}"  # noqa: S608
            " WHERE received_at >= %s AND received_at < %s)",
            [_start(day), _start(day + _DAY)],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def _waits(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {name} WHERE drained_at IS NULL)"  # noqa: S608
        )
        (found,) = cursor.fetchone()
    return bool(found)


def _make(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {_name(day)} PARTITION OF {TABLE}"
            f" FOR VALUES FROM ('{day} 00:00+00') TO ('{day + _DAY} 00:00+00')"
        )


_DAY = timedelta(days=1)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _name(day: date) -> str:
    return f"{TABLE}_{day:%Y%m%d}"
