"""Shifts as forms and commands name them: a menu's option, or words that were typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import blockkit
from bot.asks import Ask
from bot.mrkdwn import clip, inline, moment
from incidents.oncall import queries
from incidents.oncall.changes import LONGEST
from incidents.oncall.models import Schedule
from incidents.oncall.values import Shift, position_name
from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.values import Mistake

AHEAD = timedelta(weeks=8)
NAMED = 6


@dataclass(frozen=True)
class Chosen:
    """A shift that somebody chose; times are UTC."""

    schedule: Schedule
    position: int
    person: int
    starts: datetime
    ends: datetime


def mine(person: Person, now: datetime) -> Sequence[Shift]:
    """The shifts that this person has, or has next, for eight weeks."""
    return queries.shifts([person.pk], now, now + AHEAD)


def others(person: Person, now: datetime) -> list[Shift]:
    """The shifts of others in the schedules where this person has any."""
    schedules = {shift.schedule for shift in mine(person, now)}
    found = queries.of_schedules(schedules, now, now + AHEAD)
    return [shift for shift in found if shift.person != person.pk]


def option(shift: Shift, reader: Person, *, name: str = "") -> blockkit.Option:
    """An option of a menu, in the reader's own zone; `name` is whose it is."""
    zone = zone_of(reader)
    first, last = shift.starts.astimezone(zone), shift.ends.astimezone(zone)
    whose = f"{name}: " if name else ""
    return blockkit.option(
        f"{whose}{first:%a %-d %b %H:%M} to {last:%a %-d %b %H:%M}",
        f"{shift.schedule}:{shift.position}:{shift.person}:"
        f"{int(shift.starts.timestamp())}:{int(shift.ends.timestamp())}",
        f"{position_name(shift.position)}, {clip(shift.name, 50)}",
    )


def chosen(ask: Ask, field: str) -> Chosen:
    """What was chosen in the menu of this name. Raises Mistake."""
    parts = str(ask.values.get(field) or "").split(":")
    if len(parts) != 5 or not all(part.isdecimal() for part in parts):
        raise Mistake("Choose a shift.", field=field)
    schedule, position, person, starts, ends = map(int, parts)
    found = Schedule.objects.filter(pk=schedule).first()
    if found is None:
        raise Mistake("This schedule is not there any more.", field=field)
    first, last = (datetime.fromtimestamp(each, UTC) for each in (starts, ends))
    return Chosen(found, position, person, first, last)


def moment_of(ask: Ask, field: str) -> datetime | None:
    """What was chosen in a picker of day and time; None for nothing."""
    value = ask.values.get(field)
    return datetime.fromtimestamp(int(value), UTC) if value else None


def pressed(ask: Ask) -> int:
    """The number of the request that a button carries. Raises Mistake."""
    number = ask.value.removeprefix(":")
    if not number.isdecimal():
        raise Mistake("This request is not there any more.")
    return int(number)


def held_by(
    schedule: Schedule, position: int, starts: datetime, ends: datetime
) -> list[tuple[str, datetime, datetime]]:
    """Who has this position from then until then, by name and time; a gap is nobody.
    Empty for a stretch that is none, or that no change may have.
    """
    if not starts < ends <= starts + LONGEST:
        return []
    spans = [
        span
        for span in queries.coverage(schedule.pk, starts, ends)
        if span.position == position
    ]
    people = {span.person for span in spans} - {None}
    named = Person.objects.filter(pk__in=people).values_list("pk", "name")
    names: dict[int | None, str] = {**dict(named), None: "nobody"}
    found: list[tuple[str, datetime, datetime]] = []
    for span in spans:
        name = names[span.person]
        goes_on = found and found[-1][0] == name and found[-1][2] == span.starts
        since = found.pop()[1] if goes_on else span.starts
        found.append((name, since, span.ends))
    return found


def in_place_of(held: Sequence[tuple[str, datetime, datetime]], person: str) -> str:
    """A sentence, escaped: whose shifts change because this person has them instead."""
    others = [each for each in held if each[0] != person]
    if not others:
        return "Nobody's shift changes."
    if len(others) == len(held) == 1:
        return f"In place of {inline(others[0][0], 120)}."
    shown = [
        f"{inline(name, 60)} ({moment(since)} to {moment(until)})"
        for name, since, until in others[:NAMED]
    ]
    more = len(others) - NAMED
    return f"In place of {', '.join(shown)}{f' and {more} more' if more > 0 else ''}."
