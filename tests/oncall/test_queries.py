"""Who is on call, read from the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.contacts.models import Contact
from incidents.oncall import queries, roles
from incidents.oncall.models import Leave, Override, Role, Schedule
from incidents.people.models import Person, Team
from tests.oncall.conftest import NOW, WEEK, Make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def names(schedule: Schedule, at: datetime = NOW) -> list[str]:
    return [each.name for each in queries.holders([schedule.pk], at)[schedule.pk]]


def test_primary_and_secondary_stand_in_order_with_since_until_and_why(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ben, ada, position=2, name="Second")
    layer(ada, ben)
    first, second = queries.holders([schedule.pk], NOW)[schedule.pk]
    assert (first.name, first.position, second.name) == ("Ada", 1, "Ben")
    assert (first.since, first.until) == (NOW - 3 * HOUR, NOW - 3 * HOUR + WEEK)
    assert first.reason == "layer “Weekly”"


def test_a_schedule_without_anybody_is_a_gap(schedule: Schedule) -> None:
    assert queries.holders([schedule.pk, 999], NOW) == {schedule.pk: (), 999: ()}


def test_at_the_hand_over_the_next_one_holds_and_not_both(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    handover = NOW - 3 * HOUR + WEEK
    assert names(schedule, handover - timedelta(microseconds=1)) == ["Ada"]
    assert names(schedule, handover) == ["Ben"]


def test_who_is_next_is_another_person(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ada, ben)
    (following,) = queries.next_holders([schedule.pk], NOW)[schedule.pk]
    assert (following.name, following.since) == ("Ben", NOW - 3 * HOUR + 2 * WEEK)


def test_somebody_on_leave_is_passed_over_for_the_lower_layer(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, rank=60)
    layer(ben, rank=10, name="Fallback")
    Leave.objects.create(
        person=ada, starts_at=NOW, ends_at=NOW + HOUR, reason="Dentist"
    )
    (holder,) = queries.holders([schedule.pk], NOW)[schedule.pk]
    assert holder.name == "Ben"
    assert holder.reason == "layer “Fallback”, because Ada is away (Dentist)"


def test_an_override_says_by_whom_and_of_two_the_later_made_counts(
    schedule: Schedule, layer: Make, ada: Person, ben: Person, chloe: Person
) -> None:
    layer(ada)
    for person in (ben, chloe):
        Override.objects.create(
            schedule=schedule,
            person=person,
            starts_at=NOW,
            ends_at=NOW + HOUR,
            by=ada,
            reason="Concert",
        )
    (holder,) = queries.holders([schedule.pk], NOW)[schedule.pk]
    assert (holder.name, holder.reason) == ("Chloe", "override by Ada: Concert")
    assert holder.until == NOW + HOUR


def test_whoever_left_is_on_call_no_more_and_again_when_back(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, rank=60)
    layer(ben, rank=10)
    assert names(schedule) == ["Ada"]
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert names(schedule) == ["Ben"]
    Person.objects.filter(pk=ada.pk).update(is_active=True, name="Ada L.")
    assert names(schedule) == ["Ada L."]
    Person.objects.filter(pk=ada.pk).update(name="Ada Lovelace")
    assert names(schedule) == ["Ada Lovelace"]


def test_the_second_look_takes_two_queries_however_many_schedules_there_are(
    payments: Team, layer: Make, ada: Person, ben: Person
) -> None:
    schedules = [
        Schedule.objects.create(name=f"S{n}", slug=f"s{n}", team=payments)
        for n in range(20)
    ]
    for each in schedules:
        layer(ada, ben, schedule=each)
    wanted = [each.pk for each in schedules]
    queries.holders(wanted, NOW)
    with CaptureQueriesContext(connection) as asked:
        found = queries.holders(wanted, NOW + HOUR)
    assert len(asked) == 2
    assert {holder.name for (holder,) in found.values()} == {"Ada"}


def test_a_moment_long_ago_is_answered_too(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben, starts_at=NOW - 101 * WEEK)
    assert names(schedule, NOW - 100 * WEEK) == ["Ben"]
    assert names(schedule, NOW) == ["Ben"]


def test_a_persons_shifts_are_whole_and_of_every_schedule(
    payments: Team, schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    other = Schedule.objects.create(name="Other", slug="other", team=payments)
    layer(ada, ben)
    layer(ben, ada, schedule=other, position=2)
    found = queries.shifts([ada.pk], NOW, NOW + WEEK)
    start = NOW - 3 * HOUR
    assert [(each.name, each.position, each.starts, each.ends) for each in found] == [
        ("Payments on call", 1, start, start + WEEK),
        ("Other", 2, start + WEEK, start + 2 * WEEK),
    ]


def test_coverage_names_the_gaps(schedule: Schedule, layer: Make, ada: Person) -> None:
    layer(ada, ends_at=NOW + HOUR)
    covered, gap = queries.coverage(schedule.pk, NOW, NOW + 2 * HOUR)
    assert (covered.person, gap.person) == (ada.pk, None)
    assert (gap.starts, gap.ends) == (NOW + HOUR, NOW + 2 * HOUR)
    assert gap.reason == "no layer has anybody then"


def test_a_role_is_filled_by_a_person_a_contact_or_a_position(
    payments: Team, schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada)
    layer(ben, position=2)
    hotline = Contact.objects.create(team=payments, name="Hotline")
    fields: dict[str, dict[str, Any]] = {
        "Second": {"schedule": schedule, "position": 2},
        "Boss": {"person": ada},
        "House": {"contact": hotline},
        "Nobody": {},
        "Third": {"schedule": schedule, "position": 3},
    }
    made = [Role.objects.create(team=payments, name=n, **f) for n, f in fields.items()]
    filled = roles.fill([each.pk for each in made], NOW)
    found = {role.name: filled.get(role.pk) for role in made}
    assert found["Second"] is not None
    assert found["Second"].person == ben.pk
    assert found["Second"].reason == (
        "role “Second” is secondary of Payments on call: layer “Weekly”"
    )
    assert found["Boss"] is not None
    assert found["Boss"].person == ada.pk
    assert found["House"] is not None
    assert found["House"].contact == hotline.pk
    assert found["Nobody"] is None
    assert found["Third"] is None
