"""A heartbeat is late, is back, and is never late for what Muster could not hear."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from incidents.alerts.models import InboxRow
from incidents.alerts.sources import Body, find
from incidents.alerts.values import Action, Signal
from incidents.catalog.models import Service
from incidents.heartbeats import due, reception, services
from incidents.heartbeats.models import Heartbeat, Reception
from incidents.heartbeats.values import Plan
from incidents.people.models import Person
from incidents.values import Mistake
from tests.heartbeats.conftest import MINUTE, NOW, receives

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def beats(heartbeat: Heartbeat, at: datetime, *, failed: bool = False) -> bool:
    token = services.token_of(heartbeat)
    return services.beat(token=token, now=at, failed=failed)


def state(heartbeat: Heartbeat) -> str:
    heartbeat.refresh_from_db()
    return heartbeat.state


def told() -> list[tuple[Action, str]]:
    """What the inbox makes of it, in order."""
    return [(signal.action, signal.title) for signal in signals()]


def signals() -> list[Signal]:
    source = find("heartbeat")
    assert source is not None
    found: list[Signal] = []
    for row in InboxRow.objects.order_by("pk"):
        assert row.source == "heartbeat"
        data: Any = json.loads(bytes(row.body))
        found += source.parse(Body(data, row.context, row.received_at))
    return found


def test_what_was_never_heard_of_is_not_late(backup: Heartbeat) -> None:
    receives(NOW - HOUR, NOW + 24 * HOUR)
    assert due.advance(NOW + 24 * HOUR) == 0
    assert state(backup) == "new"


def test_late_opens_an_alert_and_back_resolves_it(backup: Heartbeat) -> None:
    receives(NOW - HOUR, NOW + HOUR)
    assert beats(backup, NOW)
    assert due.advance(NOW + 6 * MINUTE - timedelta(seconds=1)) == 0
    assert due.advance(NOW + 6 * MINUTE) == 1
    assert state(backup) == "late"
    assert due.advance(NOW + 30 * MINUTE) == 0
    assert beats(backup, NOW + 40 * MINUTE)
    assert state(backup) == "up"
    assert told() == [
        (Action.TRIGGER, "Heartbeat “Backup” is late"),
        (Action.RESOLVE, "Heartbeat “Backup” is back"),
    ]
    opened, resolved = signals()
    assert opened.dedup_key == resolved.dedup_key
    assert "Last heard: 2026-03-12 14:05:00 UTC" in opened.body


def test_a_job_that_says_it_failed_opens_at_once(backup: Heartbeat) -> None:
    assert beats(backup, NOW, failed=True)
    assert beats(backup, NOW + MINUTE, failed=True)
    assert beats(backup, NOW + 2 * MINUTE)
    assert [title for _, title in told()] == [
        "Heartbeat “Backup” says that it failed",
        "Heartbeat “Backup” is back",
    ]


def test_an_outage_of_ours_does_not_count(backup: Heartbeat) -> None:
    receives(NOW - HOUR, NOW + MINUTE)
    assert beats(backup, NOW)
    again = NOW + 2 * HOUR
    receives(again, again + HOUR)
    due.advance(again + timedelta(seconds=1))
    assert state(backup) == "up"
    # A minute of the six was heard before it.
    due.advance(again + 5 * MINUTE - timedelta(seconds=1))
    assert state(backup) == "up"
    due.advance(again + 5 * MINUTE)
    assert state(backup) == "late"
    (signal,) = signals()
    assert f"could not receive for {119 * 60} s" in signal.body


def test_nothing_is_late_while_nobody_receives(backup: Heartbeat) -> None:
    receives(NOW - HOUR, NOW + 6 * MINUTE)
    assert beats(backup, NOW)
    assert due.advance(NOW + HOUR) == 0
    assert state(backup) == "up"


def test_the_seconds_in_which_a_server_may_have_died_do_not_count(
    backup: Heartbeat,
) -> None:
    """It told last ten seconds ago that it receives: perhaps it does not."""
    late_at = NOW + 6 * MINUTE
    receives(NOW - HOUR, late_at - timedelta(seconds=10))
    assert beats(backup, NOW)
    due.advance(late_at)
    assert state(backup) == "up"
    ours = Reception.objects.get().pk
    reception.extend(ours, late_at + timedelta(seconds=1))
    reception.extend(ours, late_at + timedelta(seconds=10))
    due.advance(late_at + timedelta(seconds=10))
    assert state(backup) == "late"


def test_only_the_outage_after_the_expected_moment_delays_a_cron(
    service: Service,
) -> None:
    plan = Plan("Nightly", cron="0 15 * * *", grace_seconds=600)
    nightly = services.make(service=service, plan=plan, by=None, now=NOW)
    receives(NOW - HOUR, NOW + MINUTE)
    assert beats(nightly, NOW)
    receives(NOW + 5 * MINUTE, NOW + 24 * HOUR)
    due.advance(NOW + 64 * MINUTE)
    assert state(nightly) == "up"
    due.advance(NOW + 65 * MINUTE)
    assert state(nightly) == "late"


def test_many_that_are_late_at_once_are_one_look(service: Service) -> None:
    receives(NOW - HOUR, NOW + HOUR)
    for number in range(due.AT_ONCE + 20):
        plan = Plan(f"Job {number}", interval_seconds=60)
        made = services.make(service=service, plan=plan, by=None, now=NOW)
        beats(made, NOW)
    assert due.advance(NOW + HOUR) == due.AT_ONCE
    assert due.advance(NOW + HOUR) == 20
    assert due.advance(NOW + HOUR) == 0
    assert InboxRow.objects.count() == due.AT_ONCE + 20


def test_a_process_that_receives_keeps_one_stretch(db: None) -> None:
    ours: int | None = None
    for second in range(0, 60, 5):
        ours = reception.extend(ours, NOW + timedelta(seconds=second))
    reception.extend(ours, NOW + HOUR)
    reception.extend(None, NOW + HOUR)
    rows = Reception.objects.order_by("pk").values_list("from_at", "until_at")
    assert list(rows) == [
        (NOW, NOW + timedelta(seconds=55)),
        (NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, NOW + HOUR),
    ]


def test_an_unknown_token_changes_nothing(backup: Heartbeat) -> None:
    assert not services.beat(token="hb_guessed", now=NOW)
    assert state(backup) == "new"


def test_beats_within_a_second_are_written_once(
    backup: Heartbeat, django_assert_num_queries: Any
) -> None:
    beats(backup, NOW)
    with django_assert_num_queries(1):
        assert services.beat(
            token=services.token_of(backup), now=NOW + timedelta(seconds=0.5)
        )


def test_what_is_paused_is_never_late_and_its_alert_resolves(
    backup: Heartbeat, ada: Person
) -> None:
    receives(NOW - HOUR, NOW + 24 * HOUR)
    beats(backup, NOW)
    due.advance(NOW + HOUR)
    services.pause(heartbeat=backup, by=ada, now=NOW + HOUR)
    beats(backup, NOW + HOUR + MINUTE)
    assert state(backup) == "paused"
    assert due.advance(NOW + 5 * HOUR) == 0
    services.resume(heartbeat=backup, by=ada, now=NOW + 6 * HOUR)
    assert due.advance(NOW + 6 * HOUR + 5 * MINUTE) == 0
    assert due.advance(NOW + 6 * HOUR + 6 * MINUTE) == 1
    assert [action for action, _ in told()] == [
        Action.TRIGGER,
        Action.RESOLVE,
        Action.TRIGGER,
    ]


def test_pausing_twice_says_so(backup: Heartbeat, ada: Person) -> None:
    with pytest.raises(Mistake, match="not paused"):
        services.resume(heartbeat=backup, by=ada, now=NOW)
    services.pause(heartbeat=backup, by=ada, now=NOW)
    with pytest.raises(Mistake, match="paused already"):
        services.pause(heartbeat=backup, by=ada, now=NOW)


def test_another_rhythm_counts_from_when_it_was_given(
    backup: Heartbeat, ada: Person
) -> None:
    receives(NOW - HOUR, NOW + 24 * HOUR)
    beats(backup, NOW)
    later = NOW + 5 * MINUTE
    plan = Plan("Backup", interval_seconds=3600, grace_seconds=0)
    services.change(heartbeat=backup, plan=plan, by=ada, now=later)
    assert due.advance(later + HOUR - MINUTE) == 0
    assert due.advance(later + HOUR) == 1


def test_a_new_address_makes_the_old_one_unknown(
    backup: Heartbeat, ada: Person
) -> None:
    old = services.token_of(backup)
    services.regenerate(heartbeat=backup, by=ada, now=NOW)
    assert not services.beat(token=old, now=NOW)
    assert beats(backup, NOW)
    assert old not in backup.token_sealed


def test_a_name_is_taken_once_per_service(backup: Heartbeat) -> None:
    plan = Plan("Backup ", interval_seconds=60)
    with pytest.raises(Mistake, match="already"):
        services.make(service=backup.service, plan=plan, by=None, now=NOW)
