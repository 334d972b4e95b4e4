"""Waiting for a vendor's limit, of many at once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from incidents.outbox import claims, services
from incidents.outbox.models import Effect, Throttle
from incidents.outbox.pauses import A_SECOND
from incidents.outbox.values import PACED, Claim, ProviderError, Wanted

pytestmark = pytest.mark.django_db(transaction=True)
POSTS, EDITS = "slack:chat.postMessage:C1", "slack:chat.update"


def ask(keys: Sequence[str], *, lane: str = "", priority: int = 50) -> None:
    services.touch_all(
        [
            Wanted("card", key, "incident:0", lane=lane, priority=priority)
            for key in keys
        ]
    )


def claim(limit: int) -> list[Claim]:
    return claims.claim(queues=["slack"], kinds={"card": 1}, limit=limit, lease=30.0)


def is_limited(claimed: Claim, scope: str) -> None:
    """Its vendor asks for half a minute."""
    claims.throttle(scope, seconds=30.0)
    error = ProviderError("slow down", retry_after=30.0, scope=scope)
    claims.fail(claimed, error, base=0.0)


def waiting(scope: str) -> list[str]:
    return sorted(Effect.objects.filter(scope=scope).values_list("key", flat=True))


def test_what_goes_to_the_same_place_learns_of_its_limit_from_the_first() -> None:
    ask(["a", "b", "c"], lane="one")
    ask(["d"], lane="two")
    ask(["e"])
    (first,) = claim(1)
    is_limited(first, POSTS)
    assert waiting(POSTS) == ["a", "b", "c"]
    assert sorted(each.key for each in claim(9)) == ["d", "e"]
    untried = Effect.objects.filter(key__in=["b", "c"])
    assert {(e.status, e.deferrals) for e in untried} <= {
        ("pending", 0),
        ("pending", 1),
    }
    soon = Now() + timedelta(seconds=25)
    assert untried.filter(not_before__gt=soon).count() == 2


def test_what_is_edited_does_not_wait_for_what_is_posted() -> None:
    ask(["shown", "edited"], lane="one")
    for each in claim(9):
        claims.complete(each)
    ask(["shown", "edited"], lane="one")
    ask(["new", "newer"], lane="one", priority=10)
    (new,) = claim(1)
    is_limited(new, POSTS)
    assert waiting(POSTS) == ["new", "newer"]
    (shown,) = claim(1)
    is_limited(shown, EDITS)
    assert waiting(EDITS) == [shown.key]


def test_what_looks_for_its_own_lost_post_holds_nobody() -> None:
    ask(["a", "b"], lane="one")
    (lost,) = claim(1)
    Effect.objects.filter(pk=lost.id).update(lease_until=Now())
    (again,) = claim(1)
    assert again.in_doubt
    is_limited(again, "slack:conversations.history")
    assert [each.key for each in claim(9)] == ["b"]


def test_what_is_changed_by_machines_keeps_its_place_in_its_lane() -> None:
    """Without a lane it comes up to four seconds later, by chance."""
    wanted = [
        Wanted("card", str(number), "incident:0", args=PACED, lane="one")
        for number in range(10)
    ]
    services.touch_all(wanted)
    for each in claim(10):
        is_limited(each, POSTS)
    ends = Throttle.objects.get(scope=POSTS).until
    late = Effect.objects.filter(not_before__gt=ends + timedelta(seconds=1))
    assert not late.exists()


def test_what_has_waited_before_is_told_nothing() -> None:
    ask(["a", "b"], lane="one")
    Effect.objects.filter(key="b").update(scope=EDITS)
    (first,) = claim(1)
    is_limited(first, POSTS)
    assert waiting(EDITS) == ["b"]


def test_what_waits_without_a_limit_of_the_vendors_holds_nothing_else() -> None:
    ask(["a", "b"], lane="one")
    (first,) = claim(1)
    claims.fail(first, ProviderError("later", retry_after=30.0), base=0.0)
    assert [each.key for each in claim(9)] == ["b"]


def test_those_further_behind_are_looked_at_later_and_the_urgent_first() -> None:
    ask([f"late {number}" for number in range(A_SECOND)])
    ask([f"soon {number}" for number in range(A_SECOND)], priority=10)
    Effect.objects.update(scope=POSTS)
    claims.throttle(POSTS, seconds=30.0)
    assert claim(9) == []
    ends = Throttle.objects.get(scope=POSTS).until
    offsets = {
        each.key.split()[0]: each.not_before - ends for each in Effect.objects.all()
    }
    assert offsets == {"soon": timedelta(0), "late": timedelta(seconds=1)}


def test_a_state_asked_for_anew_may_go_another_way() -> None:
    ask(["a"], lane="one")
    (a,) = claim(1)
    is_limited(a, POSTS)
    ask(["a"], lane="one")
    assert waiting(POSTS) == ["a"]
    ask(["a"], lane="two")
    assert (Effect.objects.get().lane, waiting(POSTS)) == ("two", [])
