"""Calendars as values, and how services are watched at a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from incidents import rows
from incidents.calendars.coverage import LOOK_AHEAD, covered
from incidents.calendars.models import CalendarEvent, Holiday, TeamCalendar
from incidents.calendars.models import WorkingHours as Hours
from incidents.calendars.public import public_holidays
from incidents.calendars.values import (
    DEFAULT_HOURS,
    Calendar,
    Coverage,
    Event,
    Mode,
    Stretch,
)
from incidents.calendars.week import overruled
from incidents.catalog.models import Service
from incidents.people.models import Team
from incidents.people.zones import zone_called

MODES = {
    CalendarEvent.Kind.AUTOMATE: Mode.AUTOMATED,
    CalendarEvent.Kind.HANDS_ON: Mode.HANDS_ON,
    CalendarEvent.Kind.DO_NOT_MONITOR: Mode.DO_NOT_MONITOR,
}


def coverage_mode(service: Service, at: datetime) -> Coverage:
    """How this service is watched at a moment, why, and until when."""
    return coverage_modes([service], at)[service.pk]


def coverage_modes(services: Iterable[Service], at: datetime) -> dict[int, Coverage]:
    """The same of many, by their ids, in five queries."""
    found = calendars(services, at, at + LOOK_AHEAD)
    return {number: covered(calendar, at) for number, calendar in found.items()}


def team_calendar(team: Team, since: datetime, until: datetime) -> Calendar:
    """A team's calendar for this time, without events of single services."""
    return _Rows([team.pk], [], since, until).calendar(team)


def calendars(
    services: Iterable[Service], since: datetime, until: datetime
) -> dict[int, Calendar]:
    """What each service follows between two moments, by its id."""
    chosen = {service.pk: service for service in services}
    ids = list({each.team_id for each in chosen.values()})
    teams = {each.pk: each for each in rows.every(Team, "WHERE id = ANY(%s)", [ids])}
    known = _Rows(teams, chosen, since, until)
    return {
        number: known.calendar(teams[service.team_id], service)
        for number, service in chosen.items()
    }


def conflicts(now: datetime) -> dict[int, list[str]]:
    """Events that are not over with the names of those that count before them, by id.

    One query, however many there are.
    """
    found = CalendarEvent.objects.filter(ends_at__gt=now).select_related("service")
    events = [(row, _event(row)) for row in found]
    overruling = {}
    for row, event in events:
        about = [other for each, other in events if _concerns(each, row)]
        if above := overruled(event, about):
            overruling[row.pk] = [other.name for other in above]
    return overruling


def _concerns(one: CalendarEvent, other: CalendarEvent) -> bool:
    """Whether a service follows both."""
    if one.service_id is not None and other.service_id is not None:
        return one.service_id == other.service_id
    return _team_of(one) == _team_of(other)


def _team_of(row: CalendarEvent) -> int | None:
    return row.service.team_id if row.service else row.team_id


_NAMED = """
WHERE (team_id = ANY(%s) OR team_id IS NULL) AND day BETWEEN %s AND %s ORDER BY day
"""
_DURING = """
WHERE ends_at > %s AND starts_at < %s AND (team_id = ANY(%s) OR service_id = ANY(%s))
ORDER BY starts_at
"""


class _Rows:
    """What the database holds for these teams and services and this time."""

    def __init__(
        self,
        teams: Collection[int],
        services: Collection[int],
        since: datetime,
        until: datetime,
    ) -> None:
        ids, of_teams = list(teams), "WHERE team_id = ANY(%s)"
        found = rows.every(TeamCalendar, of_teams, [ids])
        self.settings = {each.team_id: each for each in found}
        self.hours = defaultdict[int, list[Stretch]](list)
        for row in rows.every(Hours, f"{of_teams} ORDER BY weekday, starts", [ids]):
            self.hours[row.team_id].append(Stretch(row.weekday, row.starts, row.ends))
        # A date may begin up to 14 hours before or after that of UTC.
        first, last = (since - timedelta(days=2)).date(), until.date()
        last += timedelta(days=2)
        self.years = range(first.year, last.year + 1)
        self.days = defaultdict[int | None, list[Holiday]](list)
        for day in rows.every(Holiday, _NAMED, [ids, first, last]):
            self.days[day.team_id].append(day)
        self.of_team = defaultdict[int, list[Event]](list)
        self.of_service = defaultdict[int, list[Event]](list)
        during = [since, until, ids, list(services)]
        for event in rows.every(CalendarEvent, _DURING, during):
            if event.service_id is not None:
                self.of_service[event.service_id].append(_event(event))
            elif event.team_id is not None:
                self.of_team[event.team_id].append(_event(event))

    def calendar(self, team: Team, service: Service | None = None) -> Calendar:
        settings = self.settings.get(team.pk) or TeamCalendar(team=team)
        own = self.of_service.get(service.pk, []) if service else []
        return Calendar(
            team=team.name,
            zone=zone_called(settings.timezone),
            hours=tuple(self.hours.get(team.pk, [])) or DEFAULT_HOURS,
            days_off=self._days_off(settings),
            events=(*self.of_team.get(team.pk, []), *own),
        )

    def _days_off(self, settings: TeamCalendar) -> Mapping[date, str]:
        """The team's word on a day counts before everybody's, and both before the
        country's.
        """
        found: dict[date, str] = {}
        for year in self.years:
            found |= public_holidays(settings.country, settings.subdivision, year)
        everybody, own = self.days.get(None, []), self.days.get(settings.team_id, [])
        for row in [*everybody, *own]:
            if row.is_worked:
                found.pop(row.day, None)
            else:
                found[row.day] = row.name
        return found


def _event(row: CalendarEvent) -> Event:
    return Event(
        number=row.pk,
        name=row.name,
        mode=MODES[CalendarEvent.Kind(row.kind)],
        starts_at=row.starts_at.astimezone(UTC),
        ends_at=row.ends_at.astimezone(UTC),
        of_service=row.service_id is not None,
        daily_from=row.daily_from,
        daily_until=row.daily_until,
    )
