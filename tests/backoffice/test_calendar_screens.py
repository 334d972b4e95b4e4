"""Calendars in the back-office: kept on a team's page, looked at as a week."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from incidents.calendars.models import (
    CalendarEvent,
    Holiday,
    TeamCalendar,
    WorkingHours,
)
from incidents.catalog.models import Service
from incidents.people.models import Person, Team

THURSDAY = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
ADD = reverse("admin:incidents_calendarevent_add")
LIST = reverse("admin:incidents_calendarevent_changelist")
WEEK = reverse("admin:incidents_calendarevent_see_week")
SENT = {"_form_submitted": "on"}
NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}

pytestmark = pytest.mark.usefixtures("_on_thursday")


@pytest.fixture
def _on_thursday() -> Any:
    with time_machine.travel(THURSDAY, tick=False):
        yield


def event(about: Service, **more: Any) -> dict[str, Any]:
    typed = {
        "name": "Moving house",
        "kind": "do_not_monitor",
        "service": about.pk,
        "starts_at_0": "2026-03-12",
        "starts_at_1": "08:00",
        "ends_at_0": "2026-03-13",
        "ends_at_1": "08:00",
    }
    return typed | more


def team_form(service: Service, **parts: Any) -> dict[str, Any]:
    team = service.team
    typed: dict[str, Any] = {"name": team.name, "slug": team.slug}
    sets = {
        "memberships": NONE,
        "calendar": NONE,
        "working_hours": NONE,
        "holidays": NONE,
    }
    for prefix, rows in (sets | parts).items():
        typed |= {f"{prefix}-{name}": value for name, value in rows.items()}
    return typed


def save_team(admin: Client, service: Service, **parts: Any) -> Any:
    page = reverse("admin:incidents_team_change", args=[service.team.pk])
    return admin.post(page, team_form(service, **parts))


def test_an_event_is_kept_and_its_service_is_watched_so(
    admin: Client, ada: Person, service: Service
) -> None:
    answer = admin.post(ADD, event(service))
    assert answer.status_code == 302, answer.text
    kept = CalendarEvent.objects.get()
    assert kept.created_by == ada
    shown = admin.get(WEEK, {"service": service.slug}).text
    assert "<strong>Do not monitor</strong>. “Moving house” of this service" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"service": ""}, "Choose a team or a service, and not both"),
        ({"ends_at_0": "2026-03-11"}, "The end must be after the start"),
        ({"starts_at_0": "2026-03-10", "ends_at_0": "2026-03-11"}, "The end is past"),
        ({"daily_from": "09:00"}, "Daily hours need their start and their end"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_in_words(
    admin: Client, service: Service, wrong: dict[str, str], said: str
) -> None:
    assert said in admin.post(ADD, event(service, **wrong)).text
    assert not CalendarEvent.objects.exists()


def test_the_list_says_which_events_are_over_and_which_count_before_others(
    admin: Client, service: Service
) -> None:
    hour = timedelta(hours=1)
    add(service, "Long", "hands_on", THURSDAY - hour, 30)
    add(service, "Short", "automate", THURSDAY + hour, 1)
    add(service, "Elsewhere", "do_not_monitor", THURSDAY - 90 * hour, 1)
    shown = admin.get(LIST).text
    assert "“Short” at the same time: that counts" in shown
    assert shown.count("that counts") == 1
    for state in ("Now", "Later", "Over"):
        assert state in shown


def test_ending_an_event_takes_what_is_to_come(admin: Client, service: Service) -> None:
    running = add(service, "Running", "hands_on", THURSDAY - timedelta(days=1), 48)
    later = add(service, "Later", "hands_on", THURSDAY + timedelta(days=1), 5)
    for each in (running, later):
        end = reverse("admin:incidents_calendarevent_end", args=[each.pk])
        admin.post(end, SENT)
    assert list(CalendarEvent.objects.all()) == [running]
    running.refresh_from_db()
    assert running.ends_at == THURSDAY
    end = reverse("admin:incidents_calendarevent_end", args=[running.pk])
    assert "is over already" in admin.post(end, SENT, follow=True).text


def test_a_teams_page_keeps_its_place_hours_and_days_off(
    admin: Client, service: Service
) -> None:
    place: dict[str, Any] = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    place |= {"0-timezone": "Europe/London", "0-country": "gb", "0-subdivision": "SCT"}
    hours: dict[str, Any] = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "0-weekday": 3}
    hours |= {"0-starts": "10:00", "0-ends": "16:00"}
    days: dict[str, Any] = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    days |= {"0-day": "2026-03-13", "0-name": "Founders' Day"}
    answer = save_team(
        admin, service, calendar=place, working_hours=hours, holidays=days
    )
    assert answer.status_code == 302, answer.text
    kept = TeamCalendar.objects.get()
    assert (kept.timezone, kept.country) == ("Europe/London", "GB")
    assert (WorkingHours.objects.get().starts, Holiday.objects.count()) == (time(10), 1)

    shown = admin.get(WEEK, {"team": service.team.slug}).text
    assert "Working hours of Payments: Thursday 10:00-16:00 (Europe/London)" in shown
    assert "Payments has Friday off: Founders&#x27; Day" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"timezone": "Mars/Base"}, "There is no time zone “Mars/Base”"),
        ({"country": "XX"}, "No public holidays of “XX” are known"),
        ({"country": "GB", "subdivision": "TX"}, "“TX” is no part of GB"),
    ],
)
def test_a_place_that_nobody_knows_is_refused_beside_its_field(
    admin: Client, service: Service, typed: dict[str, str], said: str
) -> None:
    rows: dict[str, Any] = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    filled = {"timezone": "UTC", "country": "", "subdivision": ""} | typed
    rows |= {f"0-{name}": value for name, value in filled.items()}
    assert said in save_team(admin, service, calendar=rows).text


def test_hours_that_overlap_are_refused_in_words(
    admin: Client, service: Service
) -> None:
    hours: dict[str, Any] = {"TOTAL_FORMS": 2, "INITIAL_FORMS": 0}
    for number, (starts, ends) in enumerate([("09:00", "13:00"), ("12:00", "18:00")]):
        hours |= {
            f"{number}-weekday": 0,
            f"{number}-starts": starts,
            f"{number}-ends": ends,
        }
    shown = save_team(admin, service, working_hours=hours).text
    assert "Monday 09:00-13:00 and Monday 12:00-18:00 overlap" in shown


def test_the_week_has_a_bar_for_each_stretch_with_its_reason(
    admin: Client, service: Service
) -> None:
    shown = admin.get(WEEK, {"team": service.team.slug, "week": "2026-03-11"}).text
    assert "9 Mar to 15 Mar 2026" in shown
    assert shown.count("popovertarget=") == 5 * 3 + 2
    assert 'style="left:37.50%;width:37.50%"' in shown
    assert "Friday 09:00-17:30 Hands-on: Working hours of Payments" in shown


def test_the_day_on_which_clocks_change_is_drawn_by_its_own_length(
    admin: Client, service: Service
) -> None:
    TeamCalendar.objects.create(team=service.team, timezone="Europe/London")
    add(service, "Backup", "do_not_monitor", datetime(2026, 3, 28, tzinfo=UTC), 48)
    CalendarEvent.objects.update(daily_from=time(3), daily_until=time(4))
    shown = admin.get(WEEK, {"service": service.slug, "week": "2026-03-23"}).text
    assert "Sunday 03:00-04:00 Do not monitor" in shown
    assert 'style="left:8.70%;width:4.35%"' in shown  # 2 of 23 hours, then one


def test_a_week_that_is_none_is_not_found(admin: Client, service: Service) -> None:
    for wrong in ({"team": "nobody"}, {"week": "soon"}, {"week": "9999-12-31"}):
        assert admin.get(WEEK, wrong).status_code == 404


def test_the_week_begins_with_a_team_that_has_services(
    admin: Client, service: Service
) -> None:
    Team.objects.create(name="A team without", slug="a-team-without")
    assert "Payments, 9 Mar to 15 Mar 2026" in admin.get(WEEK).text


def add(
    service: Service, name: str, kind: str, starts: datetime, hours: int
) -> CalendarEvent:
    return CalendarEvent.objects.create(
        service=service,
        name=name,
        kind=kind,
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
    )
