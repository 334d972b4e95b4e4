"""The outbox, between two workers and a database that keeps the time."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from incidents.outbox import claims, queries, services
from incidents.outbox.models import Effect
from incidents.outbox.values import (
    BURST,
    MAX_ATTEMPTS,
    Claim,
    LeaseLost,
    ProviderError,
)

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = {"post": 1, "card": 1, "trouble": 1}
# A pace that no slow machine outlives.
SLOW = {"pace": 3600}
REFUSED = ProviderError("no such channel", permanent=True)


def event(key: str, **options: Any) -> int:
    return services.add(kind="post", key=key, subject="incident:1", **options)


def state(key: str, **options: Any) -> int:
    return services.touch(kind="card", key=key, subject="incident:1", **options)


def claim(limit: int = 10, lease: float = 30.0) -> list[Claim]:
    return claims.claim(queues=["slack"], kinds=KINDS, limit=limit, lease=lease)


def pause(*scopes: str) -> float:
    """Seconds that whoever sends something now is to wait for these."""
    event("about to call")
    (each,) = [c for c in claim() if c.key == "about to call"]
    try:
        return claims.check(each, needed=1.0, scopes=scopes)
    finally:
        Effect.objects.filter(pk=each.id).delete()


def claimed_keys() -> list[str]:
    return [each.key for each in claim()]


def test_an_event_is_asked_for_once_for_its_key() -> None:
    assert event("a") == event("a")
    assert claimed_keys() == ["a"]


def test_a_claimed_effect_is_nobody_elses() -> None:
    event("a")
    assert claimed_keys() == ["a"]
    assert claimed_keys() == []


def test_two_workers_at_once_share_the_work_and_repeat_none() -> None:
    for number in range(40):
        event(f"a{number}")
    found: list[str] = []

    def work() -> None:
        found.extend(each.key for each in claim(limit=20))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found += claimed_keys()
    assert sorted(found) == sorted(f"a{number}" for number in range(40))


def test_what_follows_waits_for_what_it_names() -> None:
    channel = event("channel")
    event("invite", after=[channel])
    (first,) = claim()
    assert first.key == "channel"
    claims.complete(first)
    assert claimed_keys() == ["invite"]


def test_urgent_effects_go_first() -> None:
    event("later", priority=40)
    event("sooner", priority=10)
    assert [each.key for each in claim(limit=1)] == ["sooner"]


def test_the_urgent_of_all_queues_go_first() -> None:
    event("later", priority=40)
    event("elsewhere", priority=20, queue="sync")
    event("sooner", priority=10)
    both = claims.claim(queues=["slack", "sync"], kinds=KINDS, limit=2, lease=30.0)
    assert [each.key for each in both] == ["sooner", "elsewhere"]


def test_a_state_asked_for_while_it_is_sent_is_sent_again() -> None:
    state("card:1")
    (first,) = claim()
    state("card:1")
    assert claimed_keys() == []
    claims.complete(first)
    (second,) = claim()
    assert (first.sending, second.sending) == (1, 2)
    claims.complete(second)
    assert claimed_keys() == []


def test_many_wishes_for_a_state_are_one_sending() -> None:
    for _ in range(5):
        state("card:1")
    (only,) = claim()
    claims.complete(only)
    assert claimed_keys() == []


def test_a_paced_state_is_shown_a_few_times_and_then_waits() -> None:
    shown = 0
    for _ in range(BURST + 3):
        state("card:1", args=SLOW)
        shown += len(list(map(claims.complete, claim())))
    assert shown == BURST
    Effect.objects.update(not_before=Now())
    (later,) = claim()
    claims.complete(later)
    assert claimed_keys() == []


def test_the_pace_counts_what_is_asked_for_while_it_is_sent() -> None:
    state("card:1", args=SLOW)
    shown = 0
    while due := claim():
        state("card:1", args=SLOW)
        shown += len(list(map(claims.complete, due)))
    assert shown == BURST


def test_a_state_without_a_pace_is_shown_as_often_as_it_changes() -> None:
    for _ in range(BURST + 3):
        state("card:1")
        assert len(list(map(claims.complete, claim()))) == 1


def test_an_expired_lease_passes_on_in_doubt() -> None:
    event("a")
    (dead,) = claim(lease=0.05)
    time.sleep(0.1)
    (again,) = claim()
    assert again.in_doubt
    with pytest.raises(LeaseLost):
        claims.complete(dead)
    claims.complete(again)
    assert Effect.objects.get().status == Effect.Status.DONE


def test_a_receipt_after_the_lease_keeps_nothing_of_what_it_wrote() -> None:
    event("a")
    (late,) = claim(lease=0.05)
    time.sleep(0.1)

    def receipt() -> None:
        with transaction.atomic():
            event("written by the receipt")
            claims.complete(late)

    with pytest.raises(LeaseLost):
        receipt()
    assert not Effect.objects.filter(key="written by the receipt").exists()


def test_no_call_begins_that_could_outlive_its_lease() -> None:
    event("a")
    (held,) = claim(lease=5.0)
    claims.check(held, needed=1.0)
    with pytest.raises(LeaseLost):
        claims.check(held, needed=6.0)


def test_a_dead_event_holds_back_events_and_never_states() -> None:
    channel = event("channel")
    event("invite", after=[channel])
    state("announcement", after=[channel])
    (first,) = claim()
    claims.fail(first, REFUSED, base=0.0)
    keys = claimed_keys()
    assert "announcement" in keys
    assert "invite" not in keys


def test_a_dead_event_and_what_waits_for_it_are_one_failure() -> None:
    channel = event("channel")
    event("invite", after=[channel])
    event("bookmark", after=[channel])
    (first,) = claim()
    claims.fail(first, REFUSED, base=0.0)
    (stuck,) = queries.stuck("incident:1")
    assert (stuck.key, stuck.last_error) == ("channel", "no such channel")
    assert queries.waiting_for([stuck]) == 2


def test_retrying_revives_what_gave_up_and_what_waited_for_it() -> None:
    channel = event("channel")
    event("invite", after=[channel])
    (first,) = claim()
    claims.fail(first, REFUSED, base=0.0)
    services.retry("incident:1")
    revived = next(each for each in claim() if each.key == "channel")
    claims.complete(revived)
    assert "invite" in claimed_keys()


def test_giving_up_tells_the_declarer() -> None:
    event("a")
    (first,) = claim()
    claims.fail(first, REFUSED, base=0.0)
    assert claimed_keys() == ["trouble:incident:1"]


def test_failing_again_and_again_tells_the_declarer_before_giving_up() -> None:
    event("a")
    for _ in range(3):
        (each,) = claim(limit=1)
        claims.fail(each, ProviderError("no answer"), base=0.0)
    assert Effect.objects.get(key="a").status == Effect.Status.PENDING
    assert Effect.objects.filter(key="trouble:incident:1").exists()


def test_a_pause_that_slack_asked_for_alarms_nobody_and_ends_nothing() -> None:
    event("a")
    limited = ProviderError("slow down", retry_after=0.0)
    for _ in range(3):
        (each,) = claim(limit=1)
        claims.fail(each, limited, base=0.0)
    assert queries.stuck("incident:1") == []
    Effect.objects.update(attempts=MAX_ATTEMPTS - 1, deferrals=0)
    (each,) = claim(limit=1)
    claims.fail(each, limited, base=0.0)
    assert Effect.objects.get(key="a").status == Effect.Status.PENDING


def test_mending_tells_the_declarer_as_well() -> None:
    event("a")
    (first,) = claim()
    claims.fail(first, REFUSED, base=0.0)
    (told,) = claim()
    claims.complete(told)
    services.retry("incident:1")
    keys = claimed_keys()
    assert sorted(keys) == ["a", "trouble:incident:1"]


def test_failures_end_and_waiting_that_was_asked_for_does_not_count() -> None:
    event("a")
    limited = ProviderError("slow down", retry_after=0.0)
    for _ in range(MAX_ATTEMPTS + 5):
        (each,) = [c for c in claim() if c.key == "a"]
        claims.fail(each, limited, base=0.0)
    assert Effect.objects.get(key="a").status == Effect.Status.PENDING
    for _ in range(MAX_ATTEMPTS):
        (each,) = [c for c in claim() if c.key == "a"]
        claims.fail(each, ProviderError("no answer"), base=0.0)
    assert Effect.objects.get(key="a").status == Effect.Status.DEAD


def test_a_pause_that_slack_asked_for_is_kept() -> None:
    event("a")
    (first,) = claim()
    claims.fail(first, ProviderError("slow down", retry_after=30.0), base=0.0)
    assert claimed_keys() == []


def test_a_pause_holds_for_its_scope_alone() -> None:
    claims.throttle("slack:chat.postMessage:C1", seconds=30.0)
    assert 29 < pause("slack:chat.postMessage:C1") <= 30
    assert pause("slack:chat.postMessage:C2", "slack:chat.update") == 0


def test_what_was_waited_for_is_known_until_it_is_done() -> None:
    state("card:1")
    (first,) = claim()
    limited = ProviderError("slow down", retry_after=0.0, scope="slack:chat.update")
    claims.fail(first, limited, base=0.0)
    (second,) = claim()
    claims.complete(second)
    state("card:1")
    (third,) = claim()
    scopes = [each.scope for each in (first, second, third)]
    assert scopes == ["", "slack:chat.update", ""]


def test_what_machines_change_comes_back_spread_and_the_rest_at_once() -> None:
    for number in range(20):
        state(f"card:{number}", args=SLOW)
    state("card:of a person")
    for each in claim(limit=30):
        limited = ProviderError("slow down", retry_after=0.0)
        claims.fail(each, limited, base=0.0)
    waiting = Effect.objects.filter(not_before__gt=Now())
    assert "card:of a person" in claimed_keys()
    assert len(set(waiting.values_list("not_before", flat=True))) > 1


def test_a_kind_or_version_unknown_to_a_worker_is_left_to_a_newer_one() -> None:
    event("old")
    services.add(kind="hologram", key="new kind", subject="incident:1")
    newer = event("new version")
    Effect.objects.filter(pk=newer).update(version=2)
    assert claimed_keys() == ["old"]


def test_a_change_that_is_rolled_back_leaves_no_effect() -> None:
    with transaction.atomic():
        event("a")
        transaction.set_rollback(True)
    assert claimed_keys() == []
