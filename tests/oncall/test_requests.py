"""Asking for cover and swapping, and being told when a shift begins."""

from datetime import datetime, timedelta

import pytest

from incidents.oncall import asking, due, overriding, queries
from incidents.oncall.models import Leave, Schedule, ShiftRequest
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.values import Mistake
from tests.oncall.conftest import NOW, WEEK, Make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# The first turn began three hours ago; each lasts a week.
FIRST = NOW - 3 * HOUR
SECOND = FIRST + WEEK


def holder(schedule: Schedule, at: datetime) -> str:
    (found,) = queries.holders([schedule.pk], at)[schedule.pk]
    return found.name


def cover(schedule: Schedule, asked: Person, by: Person) -> ShiftRequest:
    return asking.ask_cover(
        schedule=schedule,
        position=1,
        asked=asked,
        starts_at=NOW + HOUR,
        ends_at=NOW + 4 * HOUR,
        by=by,
        now=NOW,
        reason="School play",
    )


def test_cover_counts_only_once_it_is_accepted(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    at = NOW + 2 * HOUR
    assert holder(schedule, at) == "Ada"
    asking.accept(request_id=request.pk, by=ben, now=NOW)
    assert holder(schedule, at) == "Ben"
    assert holder(schedule, NOW) == "Ada"
    (found,) = queries.holders([schedule.pk], at)[schedule.pk]
    assert found.reason == "override by Ben: Ben covers Ada: School play"


def test_who_declines_changes_nothing_and_may_not_think_again(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    asking.decline(request_id=request.pk, by=ben, now=NOW, answer="I am away too")
    assert holder(schedule, NOW + 2 * HOUR) == "Ada"
    with pytest.raises(Mistake, match="declined already"):
        asking.accept(request_id=request.pk, by=ben, now=NOW)


def test_only_the_asked_one_answers_and_only_the_asker_takes_it_back(
    schedule: Schedule, layer: Make, ada: Person, ben: Person, chloe: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    for person in (ada, chloe):
        with pytest.raises(Mistake, match="Ben is asked"):
            asking.accept(request_id=request.pk, by=person, now=NOW)
    with pytest.raises(Mistake, match="Ada has asked"):
        asking.take_back(request_id=request.pk, by=ben, now=NOW)
    asking.take_back(request_id=request.pk, by=ada, now=NOW)
    with pytest.raises(Mistake, match="cancelled already"):
        asking.accept(request_id=request.pk, by=ben, now=NOW)


def test_a_swap_gives_and_takes(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    request = asking.ask_swap(
        schedule=schedule,
        position=1,
        asked=ben,
        give=(FIRST, SECOND),
        take=(SECOND, SECOND + WEEK),
        by=ada,
        now=NOW,
    )
    asking.accept(request_id=request.pk, by=ben, now=NOW + HOUR)
    assert holder(schedule, NOW) == "Ada"
    assert holder(schedule, NOW + 2 * HOUR) == "Ben"
    assert holder(schedule, SECOND + HOUR) == "Ada"
    assert holder(schedule, SECOND + WEEK + HOUR) == "Ada"


def test_nobody_gives_away_what_they_do_not_have(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    with pytest.raises(Mistake, match="Ben is not primary of Payments on call"):
        cover(schedule, ada, ben)
    with pytest.raises(Mistake, match="cannot ask yourself"):
        cover(schedule, ada, ada)


def test_what_changed_since_the_asking_is_looked_at_when_it_is_accepted(
    schedule: Schedule, layer: Make, ada: Person, ben: Person, chloe: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    Leave.objects.create(person=ben, starts_at=NOW, ends_at=NOW + 2 * HOUR)
    with pytest.raises(Mistake, match="Ben is away"):
        asking.accept(request_id=request.pk, by=ben, now=NOW)
    Leave.objects.all().delete()
    overriding.take_pager(schedule=schedule, by=chloe, now=NOW, until=NOW + 2 * HOUR)
    with pytest.raises(Mistake, match="Ada is not primary"):
        asking.accept(request_id=request.pk, by=ben, now=NOW)


def test_the_same_person_is_asked_once_for_the_same_time(
    schedule: Schedule, layer: Make, ada: Person, ben: Person, chloe: Person
) -> None:
    layer(ada)
    cover(schedule, ben, ada)
    cover(schedule, chloe, ada)
    with pytest.raises(Mistake, match="asked Ben for this time already"):
        cover(schedule, ben, ada)


def test_both_sides_have_a_message_and_it_changes_with_the_answer(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    asking.accept(request_id=request.pk, by=ben, now=NOW)
    shown = Effect.objects.filter(kind="shift_request").order_by("key")
    assert [(each.args["side"], each.wanted) for each in shown] == [
        ("asked", 2),
        ("asker", 2),
    ]


def test_what_nobody_answers_in_time_ends_by_itself(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    request = cover(schedule, ben, ada)
    drain(NOW + 3 * HOUR)
    request.refresh_from_db()
    assert request.status == "pending"
    drain(NOW + 4 * HOUR)
    request.refresh_from_db()
    assert request.status == "expired"


def drain(now: datetime) -> None:
    while due.advance(now):
        pass


def starts() -> list[tuple[int, int | None]]:
    rows = Effect.objects.filter(kind="shift_start").order_by("pk")
    return [(each.args["person"], each.args["before"]) for each in rows]


def test_whoever_begins_is_told_once_and_of_whom_they_take_over(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    drain(NOW)
    assert starts() == []
    drain(SECOND - timedelta(seconds=1))
    assert starts() == []
    drain(SECOND)
    drain(SECOND + HOUR)
    assert starts() == [(ben.pk, ada.pk)]


def test_after_an_outage_of_a_day_nobody_is_told_of_what_began_then(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    drain(NOW)
    drain(SECOND + 24 * HOUR)
    assert starts() == []
    drain(SECOND + WEEK)
    assert starts() == [(ada.pk, ben.pk)]


def test_a_change_makes_the_next_look_come_at_once(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    drain(NOW)
    request = cover(schedule, ben, ada)
    asking.accept(request_id=request.pk, by=ben, now=NOW)
    drain(NOW)
    drain(NOW + HOUR)
    assert starts() == [(ben.pk, ada.pk)]
