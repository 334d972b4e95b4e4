"""What a worker does with an effect before and after its handler."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from incidents.outbox import claims, services
from incidents.outbox.models import Effect
from incidents.outbox.values import PACED, TELL_AFTER_DEFERRALS, TROUBLE, Claim
from tasks.delivery import deliver

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = "slack:chat.postMessage:C1"


def card(number: int, **facts: object) -> None:
    key = f"card:{number}"
    services.touch(kind="card", key=key, subject="incident:0", args=facts or None)


def claim(limit: int = 2) -> list[Claim]:
    return claims.claim(queues=["slack"], kinds={"card": 9}, limit=limit, lease=30.0)


def test_what_waited_for_a_limit_is_sent_once_that_is_over() -> None:
    """Its handler fails: there is no such incident."""
    card(0)
    Effect.objects.update(scope=SCOPE)
    claims.throttle(SCOPE, seconds=-1.0)
    (only,) = claim()
    deliver(only)
    effect = Effect.objects.get()
    assert (effect.deferrals, "INC-0" in effect.last_error) == (0, True)


def test_what_waits_for_one_limit_is_put_off_all_at_once() -> None:
    for number in range(5):
        card(number, **(PACED if number == 3 else {}))
    Effect.objects.exclude(key="card:4").update(scope=SCOPE, attempts=2, deferrals=2)
    claims.throttle(SCOPE, seconds=30.0)
    (free,) = claim(limit=2)
    assert free.key == "card:4"
    assert claim() == []
    soon = Now() + timedelta(seconds=25)
    waits = Effect.objects.filter(scope=SCOPE, not_before__gt=soon, status="pending")
    found = [(e.key, e.attempts, e.deferrals, e.lease_token) for e in waits]
    assert sorted(found) == [
        ("card:0", 3, 3, None),
        ("card:1", 3, 3, None),
        ("card:2", 2, 2, None),
        ("card:3", 2, 2, None),
    ]
    assert {e.last_error for e in waits} == {f"Waits still for {SCOPE}"}
    late = Now() + timedelta(seconds=31)
    assert [e.key for e in waits.filter(not_before__gt=late)] in ([], ["card:3"])


def test_one_that_waits_is_put_off_and_what_waits_for_nothing_is_sent() -> None:
    for number in range(2):
        card(number)
    Effect.objects.filter(key="card:0").update(scope=SCOPE)
    claims.throttle(SCOPE, seconds=30.0)
    (free,) = claim(limit=9)
    assert free.key == "card:1"
    waits = Effect.objects.get(key="card:0")
    assert (waits.status, waits.attempts, waits.deferrals) == ("pending", 1, 1)
    assert waits.not_before > waits.created_at + timedelta(seconds=25)


def test_somebody_hears_of_what_has_waited_too_often() -> None:
    card(0)
    often = TELL_AFTER_DEFERRALS - 1
    Effect.objects.update(scope=SCOPE, attempts=often, deferrals=often)
    claims.throttle(SCOPE, seconds=30.0)
    (only,) = claim()
    deliver(only)
    assert Effect.objects.get(key="card:0").deferrals == TELL_AFTER_DEFERRALS
    assert Effect.objects.filter(kind=TROUBLE).exists()
