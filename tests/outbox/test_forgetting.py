"""The outbox does not grow for ever, nor does asking for a state get slower."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from incidents.outbox import claims, services
from incidents.outbox.models import Effect, Throttle
from incidents.record import effects

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def event(key: str, *, after: list[int] | None = None) -> int:
    return services.add(kind="post", key=key, subject="incident:1", after=after or [])


def done(*, days: int) -> None:
    """Everything there is was done so many days ago."""
    then = Now() - timedelta(days=days)
    Effect.objects.update(status="done", shown=1, done_at=then)


def forget() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return services.forget(before=now - MONTH)


def keys() -> set[str]:
    return set(Effect.objects.values_list("key", flat=True))


def test_what_was_done_long_ago_is_forgotten() -> None:
    event("old")
    done(days=31)
    event("waiting")
    assert forget() == 1
    assert keys() == {"waiting"}


def test_what_was_done_lately_or_gave_up_is_kept() -> None:
    event("late")
    done(days=29)
    Effect.objects.create(key="dead", kind="post", mode="event", status="dead")
    assert forget() == 0
    assert keys() == {"late", "dead"}


def test_states_and_what_they_follow_are_kept() -> None:
    channel = event("channel")
    services.touch(kind="card", key="card", subject="incident:1", after=[channel])
    event("invite", after=[channel])
    done(days=300)
    forget()
    assert keys() == {"channel", "card"}


def test_homes_that_nobody_opens_any_more_are_not_shown_anew_for_ever() -> None:
    now = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
    for user, days in (("U1", 3), ("U2", 1), ("U3", 3)):
        effects.open_home(user, now - timedelta(days=days))
    Effect.objects.exclude(key="home:U3").update(status="done")
    assert services.forget_unseen(kind="home", before=now - timedelta(days=2)) == 1
    assert keys() == {"home:U2", "home:U3"}
    effects.open_home("U1", now)
    assert services.touch_shown(kind="home") == 3


def test_pauses_that_ended_long_ago_are_forgotten() -> None:
    claims.throttle("slack:old", seconds=-31 * 86_400)
    claims.throttle("slack:now", seconds=30)
    forget()
    assert Throttle.objects.get().scope == "slack:now"


def test_a_change_reads_no_more_for_all_that_was_ever_sent() -> None:
    sent = (
        Effect(key=f"post:{number}", kind="post", mode="event", status="done")
        for number in range(5_000)
    )
    Effect.objects.bulk_create(sent)
    services.touch(kind="home", key="home:U1", subject="home")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_effect")
        cursor.execute(
            "EXPLAIN SELECT id FROM incidents_effect WHERE mode = 'state'"
            " AND (key = ANY('{card:1}') OR kind = 'home')"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
