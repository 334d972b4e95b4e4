"""Changing who is on call: layers, overrides, leave, and taking the pager."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.admin.models import LogEntry

from incidents.oncall import leaving, overriding, queries, services
from incidents.oncall.differences import PREVIEW, differences
from incidents.oncall.loading import rotas
from incidents.oncall.models import Layer, Override, Role, Schedule
from incidents.oncall.values import Hours
from incidents.outbox.models import Effect
from incidents.people.models import Person, Team
from incidents.values import Mistake
from tests.oncall.conftest import NOW, WEEK, Make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHTS = Hours(frozenset(range(7)), time(18), time(9))


def names(schedule: Schedule, at: datetime = NOW) -> list[str]:
    return [each.name for each in queries.holders([schedule.pk], at)[schedule.pk]]


def told() -> list[tuple[str, int]]:
    rows = Effect.objects.filter(kind="oncall_override").order_by("pk")
    return [(each.kind, each.args["person"]) for each in rows]


def test_a_schedule_with_a_layer_puts_people_on_call_at_once(
    payments: Team, ada: Person, ben: Person
) -> None:
    made = services.create_schedule(
        name="Nights", team=payments, timezone="Europe/London", by=ada, now=NOW
    )
    assert names(made) == []
    layer = Layer(schedule=made, name="Turns", starts_at=NOW, rotation="daily")
    services.save_layer(layer=layer, people=[ben, ada], hours=[], by=ada, now=NOW)
    assert names(made) == ["Ben"]
    services.save_layer(layer=layer, people=[ben], hours=[NIGHTS], by=ada, now=NOW)
    assert names(made) == []
    assert names(made, NOW + 6 * HOUR) == ["Ben"]
    services.remove_layer(layer_id=layer.pk, by=ada, now=NOW)
    assert names(made, NOW + 6 * HOUR) == []


def test_each_change_is_in_the_schedules_history_with_who_made_it(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    overriding.take_pager(schedule=schedule, by=ben, now=NOW)
    (line,) = LogEntry.objects.filter(object_id=str(schedule.pk))
    assert (str(line.user), line.change_message) == (
        "Ben",
        "Override: Ben as primary is on call from 23 Nov 2026 12:00 to 30 Nov 2026 "
        "09:00 UTC",
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"timezone": "Europe/Londres"}, "timezone"),
        ({"name": "payments ON CALL"}, "name"),
    ],
)
def test_a_schedule_with_a_wrong_field_is_refused_by_name(
    schedule: Schedule, payments: Team, fields: dict[str, str], field: str
) -> None:
    given = {"name": "Other", "timezone": "UTC"} | fields
    with pytest.raises(Mistake) as refused:
        services.create_schedule(team=payments, by=None, now=NOW, **given)
    assert refused.value.field == field


def test_a_schedule_that_fills_a_role_cannot_be_removed(
    schedule: Schedule, payments: Team, ada: Person
) -> None:
    role = Role.objects.create(team=payments, name="First", schedule=schedule)
    with pytest.raises(Mistake, match="role “First” of Payments"):
        services.remove_schedule(schedule_id=schedule.pk, by=ada, now=NOW)
    role.delete()
    services.remove_schedule(schedule_id=schedule.pk, by=ada, now=NOW)
    assert not Schedule.objects.exists()


def test_who_takes_the_pager_has_it_until_the_shift_ends_and_the_other_is_told(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    made = overriding.take_pager(schedule=schedule, by=ben, now=NOW)
    assert names(schedule) == ["Ben"]
    assert made.ends_at == NOW - 3 * HOUR + WEEK
    assert told() == [("oncall_override", ada.pk)]
    with pytest.raises(Mistake, match="You are on call already, as primary"):
        overriding.take_pager(schedule=schedule, by=ben, now=NOW)


def test_in_a_gap_somebody_may_take_the_pager_for_twelve_hours(
    schedule: Schedule, ada: Person
) -> None:
    made = overriding.take_pager(schedule=schedule, by=ada, now=NOW)
    assert names(schedule) == ["Ada"]
    assert made.ends_at == NOW + 12 * HOUR


def test_an_override_by_another_tells_the_person_and_ends_when_it_is_cancelled(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    made = override(schedule, ben, ada)
    assert names(schedule) == ["Ben"]
    assert told() == [("oncall_override", ben.pk)]
    later = NOW + HOUR
    overriding.cancel_override(override_id=made.pk, by=ada, now=later)
    assert names(schedule, later) == ["Ada"]
    assert names(schedule, later - timedelta(seconds=1)) == ["Ben"]
    with pytest.raises(Mistake, match="over already"):
        overriding.cancel_override(override_id=made.pk, by=ada, now=later)


def override(
    schedule: Schedule, person: Person, by: Person, position: int | None = None
) -> Override:
    return overriding.override(
        schedule=schedule,
        person=person,
        starts_at=NOW,
        ends_at=NOW + 5 * HOUR,
        position=position,
        by=by,
        now=NOW,
    )


def test_an_override_names_a_position_that_the_schedule_has(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    with pytest.raises(Mistake, match=r"no position 2. It has: 1 \(primary\)"):
        override(schedule, ben, ada, position=2)


def test_nobody_is_put_on_call_while_they_are_away_or_after_they_left(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    leaving.add_leave(
        person=ben, starts_at=NOW + HOUR, ends_at=NOW + WEEK, by=ben, now=NOW
    )
    with pytest.raises(Mistake, match="Ben is away from 23 Nov 2026 13:00") as away:
        override(schedule, ben, ada)
    assert away.value.field == "person"
    ben.is_active = False
    with pytest.raises(Mistake, match="Ben has left"):
        override(schedule, ben, ada)


def test_leave_counts_in_every_schedule_and_ends_early(
    payments: Team, schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    other = Schedule.objects.create(name="Other", slug="other", team=payments)
    for each in (schedule, other):
        layer(ada, schedule=each, rank=60)
        layer(ben, schedule=each, rank=10)
    assert [*names(schedule), *names(other)] == ["Ada", "Ada"]
    leave = leaving.add_leave(
        person=ada, starts_at=NOW, ends_at=NOW + WEEK, by=ada, now=NOW
    )
    assert [*names(schedule), *names(other)] == ["Ben", "Ben"]
    later = NOW + HOUR
    leaving.end_leave(leave_id=leave.pk, by=ada, now=later)
    assert [*names(schedule, later), *names(other, later)] == ["Ada", "Ada"]


@pytest.mark.parametrize(
    ("length", "rule"),
    [(-HOUR, "after the start"), (timedelta(days=400), "a year at most")],
)
def test_leave_that_is_no_stretch_is_refused(
    ada: Person, length: timedelta, rule: str
) -> None:
    with pytest.raises(Mistake, match=rule) as refused:
        leaving.add_leave(
            person=ada, starts_at=NOW, ends_at=NOW + length, by=ada, now=NOW
        )
    assert refused.value.field == "ends_at"


def test_a_preview_says_whose_next_two_weeks_change(
    schedule: Schedule, layer: Make, ada: Person, ben: Person, chloe: Person
) -> None:
    turns = layer(ada, ben)
    before = rotas([schedule.pk], NOW, NOW + PREVIEW)[schedule.pk]
    services.save_layer(layer=turns, people=[ada, chloe], hours=[], by=ada, now=NOW)
    after = rotas([schedule.pk], NOW, NOW + PREVIEW)[schedule.pk]
    (found,) = differences(before, after, NOW, NOW + PREVIEW)
    assert (found.before, found.after) == (ben.pk, chloe.pk)
    assert found.starts == NOW - 3 * HOUR + WEEK
    assert found.ends == NOW - 3 * HOUR + 2 * WEEK
    assert differences(after, after, NOW, NOW + PREVIEW) == []
