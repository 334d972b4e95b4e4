"""A service is proven by whom its policy pages; each gap is named, with its reason."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from incidents.alerts.house import HOUSE
from incidents.auditing.models import Trouble
from incidents.calendars.models import CalendarEvent, TeamCalendar
from incidents.catalog.models import Service
from incidents.coverage import noticing
from incidents.coverage.proving import look, prove
from incidents.coverage.values import Uncovered
from incidents.oncall.models import Leave, Override, Role, Schedule
from incidents.outbox.models import Effect
from incidents.people.models import Membership, Person, Team
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.policies.services import Step
from tests.escalation.conftest import person_step, policy_of
from tests.oncall.conftest import NOW, Make, ada, ben, chloe, layer, payments, schedule

__all__ = ["ada", "ben", "chloe", "layer", "payments", "schedule"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def service(payments: Team) -> Service:
    """Its team's clock is that of London."""
    TeamCalendar.objects.create(team=payments, timezone="Europe/London")
    return Service.objects.create(name="Checkout", slug="checkout", team=payments)


def phone(*people: Person) -> None:
    for person in people:
        person.methods.create(
            kind="phone", address=f"+4477009001{person.pk:02}", verified_at=NOW
        )


def gaps(since: datetime = NOW, until: datetime = NOW + WEEK) -> tuple[Uncovered, ...]:
    (proof,) = prove(Service.objects.all(), since, until, HOUSE)
    return proof.gaps


def on_call(schedule: Schedule, level: int = 0) -> Step:
    return Step("schedule", level, {"schedule": schedule.pk, "position": 1})


def between(level: int, starts: str, ends: str, zone: str = "Europe/London") -> Step:
    days = list(range(7))
    settings = {"weekdays": days, "starts": starts, "ends": ends, "zone": zone}
    return Step("only_between", level, settings)


def test_a_person_who_can_be_rung_covers_a_service(
    service: Service, payments: Team, ada: Person
) -> None:
    phone(ada)
    policy_of(payments, person_step(ada, 0))
    assert gaps() == ()


def test_a_phone_that_is_not_verified_reaches_nobody(
    service: Service, payments: Team, ada: Person
) -> None:
    ada.methods.create(kind="phone", address="+447700900101")
    policy_of(payments, person_step(ada, 0))
    (gap,) = gaps()
    assert (gap.starts, gap.ends, gap.severities) == (NOW, NOW + WEEK, ())
    assert "Ada has no verified phone" in gap.why


def test_a_service_without_a_policy_reaches_nobody(service: Service) -> None:
    (gap,) = gaps()
    assert "has a policy" in gap.why


def test_leave_is_a_gap_and_an_override_closes_it(
    service: Service,
    payments: Team,
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
) -> None:
    phone(ada, ben)
    layer(ada)
    policy_of(payments, on_call(schedule))
    stretch = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
    Leave.objects.create(person=ada, reason="Dentist", **stretch)
    (gap,) = gaps()
    assert (gap.starts, gap.ends) == (NOW + DAY, NOW + 2 * DAY)
    assert "Nobody is on call as primary of “Payments on call”" in gap.why
    half = {"starts_at": NOW + DAY, "ends_at": NOW + 1.5 * DAY}
    Override.objects.create(schedule=schedule, person=ben, **half)
    Schedule.objects.update(version=2)
    (gap,) = gaps()
    assert gap.starts == NOW + 1.5 * DAY


def test_who_is_named_and_away_is_not_reached(
    service: Service, payments: Team, ada: Person
) -> None:
    phone(ada)
    policy_of(payments, person_step(ada, 0))
    stretch = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
    Leave.objects.create(person=ada, reason="Dentist", **stretch)
    (gap,) = gaps()
    assert (gap.starts, gap.ends) == (NOW + DAY, NOW + 2 * DAY)
    assert "Ada is away (Dentist)" in gap.why


def test_a_role_that_a_schedule_fills_changes_hands_with_it(
    service: Service,
    payments: Team,
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
) -> None:
    phone(ada)
    layer(ada, ben)
    role = Role.objects.create(team=payments, name="First", schedule=schedule)
    policy_of(payments, Step("role", 0, {"role": role.pk}))
    (gap,) = gaps()
    assert gap.starts == NOW + WEEK - timedelta(hours=3)
    assert "Ben has no verified phone" in gap.why


def test_everybody_who_takes_turns_must_be_reachable(
    service: Service, payments: Team, ada: Person, ben: Person
) -> None:
    phone(ada)
    people = {"people": [ada.pk, ben.pk]}
    policy_of(payments, Step("round_robin", 0, people))
    (gap,) = gaps()
    assert "Ben has no verified phone" in gap.why
    phone(ben)
    assert gaps() == ()


def test_a_team_covers_while_one_of_it_can_be_rung_and_the_catch_all_is_the_last(
    service: Service, payments: Team, ada: Person, ben: Person
) -> None:
    phone(ada)
    Membership.objects.create(team=payments, person=ben)
    policy_of(payments, Step("team", 0, {"team": payments.pk}))
    assert len(gaps()) == 1
    last = Team.objects.get(slug="catch-all")
    Membership.objects.create(team=last, person=ada)
    policy_of(last, Step("catch_all", 0, {}))
    assert gaps() == ()


def test_times_severities_and_storms_of_a_level_are_held_against_it(
    service: Service, payments: Team, ada: Person, ben: Person
) -> None:
    phone(ada, ben)
    storm = Step("only_if_alerts", 2, {"more_than": 1, "minutes": 5})
    policy_of(
        payments,
        between(0, "08:00", "20:00"),
        person_step(ada, 0),
        Step("only_severity", 1, {"severities": ["SEV1"]}),
        person_step(ben, 1),
        storm,
        person_step(ben, 2),
    )
    first, *_ = found = gaps(until=NOW + 2 * DAY)
    assert [f"{g.starts:%d %H}-{g.ends:%d %H}" for g in found] == [
        "23 20-24 08",
        "24 20-25 08",
    ]
    assert first.severities == ("", "SEV2", "SEV3", "SEV4")


def test_a_level_that_only_waits_keeps_nobody_from_the_next(
    service: Service, payments: Team, ada: Person
) -> None:
    phone(ada)
    policy_of(payments, Step("wait", 0, {"minutes": 30}), person_step(ada, 1))
    assert gaps() == ()


def test_what_is_not_monitored_has_no_gap(service: Service, payments: Team) -> None:
    stretch = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
    kind = CalendarEvent.Kind.DO_NOT_MONITOR
    CalendarEvent.objects.create(service=service, kind=kind, name="Move", **stretch)
    assert [(g.starts, g.ends) for g in gaps()] == [
        (NOW, NOW + DAY),
        (NOW + 2 * DAY, NOW + WEEK),
    ]


def test_a_night_on_which_the_clock_changes_is_covered_to_the_minute(
    service: Service,
    payments: Team,
    schedule: Schedule,
    layer: Make,
    ada: Person,
) -> None:
    """On 25 October 2026 the hour from 01:00 to 02:00 comes twice in London."""
    phone(ada)
    nights = layer(ada, starts_at=NOW - 100 * DAY)
    nights.restrictions.create(
        weekdays=list(range(7)), starts=time(1, 30), ends=time(23)
    )
    policy = policy_of(
        payments, on_call(schedule), between(1, "00:15", "01:45"), person_step(ada, 1)
    )
    since = datetime(2026, 10, 24, 23, tzinfo=UTC)
    found = gaps(since, since + timedelta(hours=4))
    assert [(f"{g.starts:%H:%M}", f"{g.ends:%H:%M}") for g in found] == [
        ("23:00", "23:15")
    ]
    assert _by_minutes(policy, since, 120, found) == []


def _by_minutes(
    policy: Policy, since: datetime, minutes: int, gaps: Sequence[Uncovered]
) -> list[datetime]:
    """The minutes at which whoever looks then finds another answer."""
    frozen = thaw(freeze(policy))
    wrong = []
    for number in range(minutes):
        at = since + timedelta(minutes=number)
        (lost,) = look([frozen], at, {}, HOUSE)
        if bool(lost) != any(gap.starts <= at < gap.ends for gap in gaps):
            wrong.append(at)
    return wrong


def test_the_command_names_each_gap_in_the_teams_zone_and_fails(
    service: Service, payments: Team, ada: Person
) -> None:
    phone(ada)
    policy_of(payments, between(0, "09:00", "17:00"), person_step(ada, 0))
    out = StringIO()
    at = "2026-07-01T12:00"
    with pytest.raises(CommandError, match="1 services, 1 days: 1 gaps"):
        call_command("coverage", "--days", "1", "--at", at, stdout=out)
    assert out.getvalue().startswith(
        "Checkout: nobody can be reached from Wed 1 Jul 2026 17:00 to Thu 2 Jul 2026 "
        "09:00 (Europe/London): It is Wed 17:00: only Mon, Tue"
    )


def test_the_command_says_so_when_somebody_can_always_be_reached(
    service: Service, payments: Team, schedule: Schedule, ada: Person
) -> None:
    phone(ada)
    policy_of(payments, on_call(schedule), person_step(ada, 1))
    out = StringIO()
    call_command("coverage", "--days", "30", stdout=out)
    assert "(the next level is asked) Payments on call: no primary" in out.getvalue()
    assert out.getvalue().endswith("somebody can be reached at every minute.\n")


def test_the_page_names_the_gaps_of_the_next_week(
    service: Service, payments: Team, ada: Person, client: Client
) -> None:
    ada.methods.create(kind="phone", address="+447700900101")
    policy_of(payments, person_step(ada, 0))
    client.force_login(ada)
    text = client.get("/oncall/coverage/?team=payments").content.decode()
    assert "1 of 1 services have a gap" in text
    assert "Ada has no verified phone" in text
    phone(ada)
    assert "has somebody at every" not in text
    again = client.get("/oncall/coverage/").content.decode()
    assert "All 1 services have somebody at every minute" in again


def test_a_gap_of_the_next_week_is_told_to_admins_before_it_begins(
    service: Service, payments: Team, ada: Person, ben: Person
) -> None:
    Person.objects.filter(pk=ben.pk).update(is_superuser=True)
    phone(ada)
    policy_of(payments, person_step(ada, 0))
    stretch = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
    leave = Leave.objects.create(person=ada, reason="Dentist", **stretch)
    for hour in range(3):
        noticing.look(NOW + timedelta(hours=hour / 2), HOUSE)
    (trouble,) = Trouble.objects.all()
    assert trouble.text.startswith("Checkout: nobody can be reached from Tue 24 Nov")
    assert not trouble.is_grave
    told = Effect.objects.filter(kind="audit", args__person=ben.pk)
    assert told.count() == 1
    leave.delete()
    noticing.look(NOW + timedelta(hours=2), HOUSE)
    trouble.refresh_from_db()
    assert trouble.ended_at is not None
