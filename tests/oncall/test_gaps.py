"""A position that nobody has is told once, and is known a week before."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from incidents.oncall import due, gaps, leaving
from incidents.oncall.models import Gap, Layer, Leave, Schedule
from incidents.outbox.models import Effect
from incidents.people.models import Membership, Person
from tests.oncall.conftest import NOW, Make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _tended(schedule: Schedule, chloe: Person) -> None:
    """Chloe is of the team, and somebody has changed the schedule before."""
    Membership.objects.create(team=schedule.team, person=chloe)
    Schedule.objects.update(version=2)


def passes(at: datetime) -> None:
    while due.advance(at):
        pass


def told() -> list[str]:
    """The keys' beginnings of what people are told of gaps."""
    found = Effect.objects.filter(kind__startswith="oncall_gap").order_by("pk")
    return [f"{each.kind} {each.args['person']}" for each in found]


def test_an_empty_rota_is_told_to_the_team_and_admins_once(
    schedule: Schedule, chloe: Person, ada: Person, settings: Settings
) -> None:
    Person.objects.filter(pk=ada.pk).update(is_superuser=True)
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    for hour in range(3):
        passes(NOW + hour * HOUR)
    assert sorted(told()) == sorted(
        f"{kind} {person.pk}"
        for kind in ("oncall_gap", "oncall_gap.email")
        for person in (chloe, ada)
    )
    (gap,) = gaps.coming(limit=5)
    assert (gap.starts_at, gap.ends_at) == (NOW, None)
    assert gap.reason == "no layer has anybody then"


def test_a_schedule_that_was_only_just_made_is_no_news(schedule: Schedule) -> None:
    Schedule.objects.update(version=1)
    passes(NOW)
    assert told() == []


def test_somebody_who_left_is_noticed_without_a_change_of_the_schedule(
    layer: Make, ada: Person
) -> None:
    layer(ada)
    passes(NOW)
    assert not Gap.objects.exists()
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    passes(NOW + 15 * timedelta(minutes=1))
    (gap,) = gaps.coming(limit=5)
    assert "Ada has left" in gap.reason
    assert len(told()) == 1


def test_leave_within_a_week_is_known_before_and_told_when_it_begins(
    layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    stretch: Any = {"starts_at": NOW + 2 * DAY, "ends_at": NOW + 3 * DAY}
    leaving.add_leave(person=ada, by=None, now=NOW, reason="Dentist", **stretch)
    passes(NOW)
    (gap,) = gaps.coming(limit=5)
    assert (gap.starts_at, gap.ends_at) == (NOW + 2 * DAY, NOW + 3 * DAY)
    assert told() == []
    passes(NOW + 2 * DAY)
    assert len(told()) == 1
    passes(NOW + 3 * DAY)
    assert gaps.coming(limit=5) == []
    assert Gap.objects.get().closed_at == NOW + 3 * DAY


def test_what_is_mended_before_it_begins_leaves_no_trace(
    layer: Make, ada: Person, ben: Person
) -> None:
    first = layer(ada)
    stretch: Any = {"starts_at": NOW + 2 * DAY, "ends_at": NOW + 3 * DAY}
    leave = leaving.add_leave(person=ada, by=ben, now=NOW, **stretch)
    passes(NOW)
    assert Gap.objects.count() == 1
    leaving.end_leave(leave_id=leave.pk, by=ben, now=NOW)
    passes(NOW)
    assert not Gap.objects.exists()
    assert first.members.count() == 1


def test_a_gap_that_grows_is_the_same_gap(layer: Make, ada: Person) -> None:
    layer(ada)
    stretch = {"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}
    leave = Leave.objects.create(person=ada, **stretch)
    passes(NOW)
    Leave.objects.filter(pk=leave.pk).update(ends_at=NOW + DAY)
    Schedule.objects.update(tell_at=None)
    passes(NOW + timedelta(minutes=30))
    assert Gap.objects.get().ends_at == NOW + DAY
    assert len(told()) == 1


def test_hours_that_a_layer_leaves_open_on_purpose_are_no_gap(
    layer: Make, ada: Person
) -> None:
    days = layer(ada)
    days.restrictions.create(weekdays=[0, 1, 2, 3, 4], starts=time(9), ends=time(17))
    passes(NOW)
    assert not Gap.objects.exists()
    away: Any = {"starts_at": NOW + DAY - 2 * HOUR, "ends_at": NOW + DAY + 12 * HOUR}
    leaving.add_leave(person=ada, by=None, now=NOW, **away)
    passes(NOW)
    (gap,) = gaps.coming(limit=5)
    assert (gap.starts_at, gap.ends_at) == (NOW + DAY - 2 * HOUR, NOW + DAY + 5 * HOUR)


def test_a_schedule_that_fails_is_put_off_and_the_others_go_on(
    schedule: Schedule, layer: Make, ada: Person
) -> None:
    broken: Layer = layer(ada)
    Layer.objects.filter(pk=broken.pk).update(length=0)
    other = Schedule.objects.create(
        name="Other", slug="other", team=schedule.team, version=2
    )
    with pytest.raises(due.ScheduleFailed):
        passes(NOW)
    schedule.refresh_from_db()
    assert schedule.tell_at == NOW + timedelta(minutes=1)
    passes(NOW)
    other.refresh_from_db()
    assert other.told_until == NOW
