"""Calendars as people keep them, and what `coverage` says of a service then."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.seeding import calendars as seeding
from incidents.alerts import routing_rules
from incidents.alerts.models import RoutingRule
from incidents.alerts.routing import load_rules
from incidents.calendars import services as calendars
from incidents.calendars.models import CalendarEvent
from incidents.calendars.queries import coverage_mode, coverage_modes
from incidents.calendars.values import Mode, Stretch
from incidents.catalog.models import Service
from incidents.people.models import Person, Team
from incidents.values import Mistake

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)
DAY = timedelta(days=1)
AUTOMATE = CalendarEvent.Kind.AUTOMATE
DO_NOT_MONITOR = CalendarEvent.Kind.DO_NOT_MONITOR


@pytest.fixture
def payments() -> Team:
    return Team.objects.create(name="Payments", slug="payments")


@pytest.fixture
def checkout(payments: Team) -> Service:
    return Service.objects.create(name="Checkout", slug="checkout", team=payments)


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_user("ada@brightwater.example", "Ada")


def test_a_team_that_said_nothing_works_the_usual_week_in_utc(
    checkout: Service,
) -> None:
    found = coverage_mode(checkout, MONDAY)
    assert found.mode == Mode.HANDS_ON
    assert found.reason == "Working hours of Payments: Monday 09:00-18:00 (UTC)"
    assert found.until == datetime(2026, 3, 9, 18, tzinfo=UTC)


def test_a_teams_own_hours_and_zone_count(
    checkout: Service, payments: Team, ada: Person
) -> None:
    place(payments, timezone="Asia/Tokyo")
    calendars.set_hours(
        team=payments, hours=[Stretch(0, time(8), time(12))], by=ada, now=MONDAY
    )
    found = coverage_mode(checkout, datetime(2026, 3, 9, 2, 59, tzinfo=UTC))
    assert found.reason == "Working hours of Payments: Monday 08:00-12:00 (Asia/Tokyo)"
    assert coverage_mode(checkout, MONDAY).mode == Mode.AUTOMATED


def test_public_holidays_are_those_of_the_part_of_the_country(
    checkout: Service, payments: Team
) -> None:
    st_andrews = datetime(2026, 11, 30, 12, tzinfo=UTC)
    place(payments, timezone="Europe/London", country="GB", subdivision="ENG")
    assert coverage_mode(checkout, st_andrews).mode == Mode.HANDS_ON

    place(payments, timezone="Europe/London", country="GB", subdivision="SCT")
    found = coverage_mode(checkout, st_andrews)
    assert found.mode == Mode.AUTOMATED
    assert found.reason.startswith("Payments has Monday off: Saint Andrew's Day")


def test_a_public_holiday_that_is_worked_is_a_usual_day(
    checkout: Service, payments: Team, ada: Person
) -> None:
    place(payments, timezone="Europe/London", country="GB", subdivision="ENG")
    may_day = date(2026, 5, 4)
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert coverage_mode(checkout, noon).mode == Mode.AUTOMATED
    calendars.add_holiday(
        day=may_day, name="Launch", team=payments, is_worked=True, by=ada, now=MONDAY
    )
    assert coverage_mode(checkout, noon).mode == Mode.HANDS_ON


def test_a_teams_word_on_a_day_counts_before_everybodys(
    checkout: Service, payments: Team, ada: Person
) -> None:
    day = MONDAY.date()
    calendars.add_holiday(day=day, name="Founders' Day", by=ada, now=MONDAY)
    assert coverage_mode(checkout, MONDAY).reason == (
        "Payments has Monday off: Founders' Day (UTC)"
    )
    calendars.add_holiday(
        day=day, name="We work", team=payments, is_worked=True, by=ada, now=MONDAY
    )
    assert coverage_mode(checkout, MONDAY).mode == Mode.HANDS_ON


def test_an_event_counts_until_somebody_ends_it(checkout: Service, ada: Person) -> None:
    event = calendars.add_event(
        service=checkout,
        kind=DO_NOT_MONITOR,
        name="Moving house",
        starts_at=MONDAY - DAY,
        ends_at=MONDAY + DAY,
        by=ada,
        now=MONDAY - DAY,
    )
    found = coverage_mode(checkout, MONDAY)
    assert found.mode == Mode.DO_NOT_MONITOR
    assert "“Moving house” of this service" in found.reason

    calendars.end_event(event_id=event.pk, by=ada, now=MONDAY)
    assert coverage_mode(checkout, MONDAY).mode == Mode.HANDS_ON
    with pytest.raises(Mistake, match="is over already"):
        calendars.end_event(event_id=event.pk, by=ada, now=MONDAY)


def test_an_event_that_has_not_begun_is_taken_back(
    checkout: Service, ada: Person
) -> None:
    event = add(checkout, ada, starts_at=MONDAY + DAY, ends_at=MONDAY + 2 * DAY)
    calendars.end_event(event_id=event.pk, by=ada, now=MONDAY)
    assert not CalendarEvent.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "Name is empty"),
        ({"kind": "party"}, "no kind of event"),
        ({"service": None}, "Choose a team or a service"),
        ({"ends_at": MONDAY - DAY}, "The end must be after the start"),
        (
            {"starts_at": MONDAY - 3 * DAY, "ends_at": MONDAY - DAY},
            "The end is past",
        ),
        ({"ends_at": MONDAY + 9000 * DAY}, "five years at most"),
        ({"daily_from": time(9)}, "need their start and their end"),
        ({"daily_from": time(9), "daily_until": time(9)}, "must not end when"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_in_words(
    checkout: Service, ada: Person, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(Mistake, match=said):
        add(checkout, ada, **wrong)
    assert not CalendarEvent.objects.exists()


def test_hours_that_overlap_are_refused_in_words(payments: Team, ada: Person) -> None:
    hours = [Stretch(0, time(9), time(13)), Stretch(0, time(12), time(18))]
    with pytest.raises(Mistake, match="Monday 09:00-13:00 and Monday 12:00-18:00"):
        calendars.set_hours(team=payments, hours=hours, by=ada, now=MONDAY)


def test_hours_that_end_before_they_start_say_what_to_write(
    payments: Team, ada: Person
) -> None:
    night = [Stretch(0, time(22), time(6))]
    with pytest.raises(Mistake, match="write two rows"):
        calendars.set_hours(team=payments, hours=night, by=ada, now=MONDAY)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"timezone": "Mars/Base"}, "no time zone “Mars/Base”"),
        ({"country": "XX"}, "No public holidays of “XX”"),
        ({"country": "GB", "subdivision": "TX"}, "“TX” is no part of GB. Known: ENG"),
    ],
)
def test_a_place_that_nobody_knows_is_refused_in_words(
    payments: Team, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(Mistake, match=said):
        place(payments, **wrong)


def test_many_services_are_asked_in_as_many_queries_as_one(ada: Person) -> None:
    for number in range(20):
        team = Team.objects.create(name=f"Team {number}", slug=f"t{number}")
        place(team, timezone="Europe/London", country="GB")
        service = Service.objects.create(
            name=f"Service {number}", slug=f"s{number}", team=team
        )
        add(service, ada)
    services = list(Service.objects.all())
    with CaptureQueriesContext(
        connection,
    ) as few:
        coverage_modes(services[:1], MONDAY)
    with CaptureQueriesContext(connection) as many:
        found = coverage_modes(services, MONDAY)
    assert len(many) == len(few) == 5
    assert {each.mode for each in found.values()} == {Mode.AUTOMATED}


def test_the_command_prints_the_mode_its_reason_and_its_end(
    checkout: Service, payments: Team
) -> None:
    place(payments, timezone="Europe/London", country="GB", subdivision="ENG")
    out = StringIO()
    call_command("coverage", "checkout", "--at", "2026-12-25T12:00", stdout=out)
    assert out.getvalue() == (
        "Automated: Payments has Friday off: Christmas Day (Europe/London)\n"
        "Until Tue 29 Dec 2026 09:00 (Europe/London)\n"
    )


@pytest.mark.parametrize(
    ("service", "at", "said"),
    [
        ("nope", "2026-12-25", "no service “nope”"),
        ("checkout", "soon", "“soon” is no time"),
        ("checkout", "9999-12-31", "The year 9999"),
    ],
)
def test_the_command_says_in_a_line_what_is_wrong(
    checkout: Service, service: str, at: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("coverage", service, "--at", at)


def test_the_seed_has_a_team_that_leaves_early_and_rules_that_are_kept_as_changed() -> (
    None
):
    for name in ("Payments", "Storefront"):
        Team.objects.create(name=name, slug=name.lower())
    checkout = Service.objects.create(
        name="Checkout", slug="checkout", team=Team.objects.get(slug="payments")
    )
    seeding.make(now=MONDAY)
    RoutingRule.objects.first().delete()  # type: ignore[union-attr]
    seeding.make(now=MONDAY)

    found = coverage_mode(checkout, MONDAY + timedelta(hours=7))
    assert found.reason.startswith("“Leaving early” of Payments: automated")
    assert RoutingRule.objects.count() == len(seeding.RULES) - 1
    assert routing_rules.warnings(load_rules()) == {}
    for rule in load_rules():
        for condition in rule.conditions:
            assert routing_rules.check(condition, rule=rule.name) == condition


def place(team: Team, **given: str) -> None:
    filled = {"timezone": "UTC", "country": "", "subdivision": ""} | given
    calendars.set_calendar(team=team, by=None, now=MONDAY, **filled)


def add(about: Service, by: Person, **given: object) -> CalendarEvent:
    filled: dict[str, object] = {
        "service": about,
        "kind": AUTOMATE,
        "name": "Party",
        "starts_at": MONDAY - timedelta(hours=1),
        "ends_at": MONDAY + DAY,
    }
    return calendars.add_event(**filled | given, by=by, now=MONDAY)  # type: ignore[arg-type]
