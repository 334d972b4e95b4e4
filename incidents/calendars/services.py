"""Changing calendars. Times are UTC; hours of a day are the team's own."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction

from incidents.calendars.models import (
    CalendarEvent,
    Holiday,
    TeamCalendar,
    Weekday,
    WorkingHours,
)
from incidents.calendars.public import countries
from incidents.calendars.values import Stretch
from incidents.catalog.models import Service
from incidents.people.models import Person, Team
from incidents.people.services import known_zone
from incidents.values import Mistake, clean_line

NAME_LIMIT = 120
DAY_LIMIT = 80
LONGEST = timedelta(days=5 * 366)


@transaction.atomic
def add_event(
    *,
    kind: str,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    now: datetime,
    team: Team | None = None,
    service: Service | None = None,
    daily_from: time | None = None,
    daily_until: time | None = None,
) -> CalendarEvent:
    """From then until then, a team's services or one of them are watched differently.

    With daily hours only between them, over midnight where the end is before the
    start. Raises Mistake.
    """
    event = CalendarEvent(
        team=team,
        service=service,
        kind=kind,
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        daily_from=daily_from,
        daily_until=daily_until,
    )
    return save_event(event=event, by=by, now=now)


@transaction.atomic
def save_event(
    *, event: CalendarEvent, by: Person | None, now: datetime
) -> CalendarEvent:
    """Keep an event, new or changed, as it is filled in. Raises Mistake."""
    if not event.pk:
        event.created_by = by
    else:
        _hold(event.pk)
    check_event(event, now=now)
    event.save()
    return event


@transaction.atomic
def end_event(*, event_id: int, by: Person, now: datetime) -> CalendarEvent:
    """It ends now; one that has not begun is taken back. Raises Mistake when over."""
    event = _hold(event_id)
    if event.ends_at <= now:
        raise Mistake(f"“{event.name}” is over already.")
    if event.starts_at >= now:
        event.delete()
        return event
    event.ends_at = now
    event.save(update_fields=["ends_at"])
    return event


def check_event(event: CalendarEvent, *, now: datetime) -> None:
    """Clean its name; raises Mistake that names what is wrong with it."""
    event.name = clean_line(event.name, field="name", limit=NAME_LIMIT)
    if event.kind not in CalendarEvent.Kind.values:
        raise Mistake(f"There is no kind of event “{event.kind}”.", field="kind")
    if (event.team_id is None) == (event.service_id is None):
        raise Mistake("Choose a team or a service, and not both.", field="team")
    if event.ends_at <= event.starts_at:
        raise Mistake("The end must be after the start.", field="ends_at")
    if event.ends_at <= now:
        raise Mistake(
            "The end is past: it would change nothing any more.", field="ends_at"
        )
    if event.ends_at - event.starts_at > LONGEST:
        raise Mistake("It may last five years at most.", field="ends_at")
    _check_daily(event)


def _check_daily(event: CalendarEvent) -> None:
    if (event.daily_from is None) != (event.daily_until is None):
        empty = "daily_until" if event.daily_until is None else "daily_from"
        raise Mistake("Daily hours need their start and their end.", field=empty)
    if event.daily_from is not None and event.daily_from == event.daily_until:
        raise Mistake(
            "Daily hours must not end when they start: leave both empty for whole "
            "days.",
            field="daily_until",
        )


@transaction.atomic
def set_calendar(
    *,
    team: Team,
    timezone: str,
    country: str,
    subdivision: str,
    by: Person | None,
    now: datetime,
) -> TeamCalendar:
    """Where a team works: IANA zone, and whose public holidays (ISO 3166) it has.

    Raises Mistake.
    """
    check_place(timezone=timezone, country=country, subdivision=subdivision)
    made, _ = TeamCalendar.objects.update_or_create(
        team=team,
        defaults={
            "timezone": timezone,
            "country": country,
            "subdivision": subdivision,
        },
    )
    return made


def check_place(*, timezone: str, country: str, subdivision: str) -> None:
    """Raises Mistake for a zone, a country or a part of one that nobody knows."""
    if not known_zone(timezone):
        raise Mistake(
            f"There is no time zone “{timezone}”. Write a name such as Europe/London.",
            field="timezone",
        )
    parts = countries().get(country)
    if country and parts is None:
        raise Mistake(
            f"No public holidays of “{country}” are known. Write a country's code of "
            "two capitals, such as GB.",
            field="country",
        )
    if subdivision and subdivision not in (parts or []):
        known = ", ".join(parts or []) or "none"
        raise Mistake(
            f"“{subdivision}” is no part of {country or 'no country'}. Known: {known}.",
            field="subdivision",
        )


@transaction.atomic
def set_hours(
    *, team: Team, hours: Sequence[Stretch], by: Person | None, now: datetime
) -> None:
    """A team's week, all of it; none for the default. Raises Mistake."""
    check_hours(hours)
    WorkingHours.objects.filter(team=team).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(
            team=team, weekday=each.weekday, starts=each.starts, ends=each.ends
        )
        for each in hours
    )


def check_hours(hours: Sequence[Stretch]) -> None:
    """Raises Mistake for hours that end before they start or overlap."""
    for each in hours:
        if each.ends <= each.starts and each.ends != time():
            raise Mistake(
                f"{_named(each)}: the end must be after the start. For hours over "
                "midnight write two rows, one of them until 00:00.",
                field="ends",
            )
    ordered = sorted(hours, key=lambda each: (each.weekday, each.starts))
    for before, after in pairwise(ordered):
        late = before.ends == time() or before.ends > after.starts
        if before.weekday == after.weekday and late:
            raise Mistake(
                f"{_named(before)} and {_named(after)} overlap.", field="starts"
            )


@transaction.atomic
def add_holiday(
    *,
    day: date,
    name: str,
    by: Person | None,
    now: datetime,
    team: Team | None = None,
    is_worked: bool = False,
) -> Holiday:
    """A day off, or with `is_worked` a usual day that would be one; without a team
    for all. What was said of this day before is replaced. Raises Mistake.
    """
    name = clean_line(name, field="name", limit=DAY_LIMIT)
    made, _ = Holiday.objects.update_or_create(
        team=team, day=day, defaults={"name": name, "is_worked": is_worked}
    )
    return made


def _hold(event_id: int) -> CalendarEvent:
    found = CalendarEvent.objects.select_for_update(no_key=True).filter(pk=event_id)
    event = found.first()
    if event is None:
        raise Mistake("This event is not there any more.")
    return event


def _named(each: Stretch) -> str:
    weekday = Weekday(each.weekday).label
    return f"{weekday} {each.starts:%H:%M}-{each.ends:%H:%M}"
