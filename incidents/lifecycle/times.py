"""Mending when an incident reached what: forwards in time, whatever is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from itertools import pairwise

from django.db import transaction

from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record import effects, steps
from incidents.record import services as record
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.values import Mistake, Status

Times = Mapping[str, datetime]
"""By the names of an incident's fields, in UTC."""

ACKNOWLEDGED = "acknowledged_at"
NAMES: dict[str, str] = {
    **{field: status.label for status, field in MILESTONES.items()},
    MILESTONES[Status.TRIAGE]: "Declared",
    ACKNOWLEDGED: "Acknowledged",
}
"""What each time is called, in the order in which they come."""


@transaction.atomic
def change_times(
    *, incident: Incident, times: Times, by: Person, now: datetime
) -> Incident:
    """Set these times, to the minute; those of a minute that stays are not changed.

    Raises Mistake, naming the field, when one is not reached yet, lies in the future or
    before what came before it.
    """
    incident = record.lock(incident)
    known = reached(incident)
    changed = ordered(known, times, now=now, zone=zone_of(by))
    if not changed:
        raise Mistake("No time was changed.", field=next(iter(known)))
    for field, at in changed.items():
        setattr(incident, field, at)
    incident.save(update_fields=list(changed))
    steps.follow(
        incident=incident,
        moved={
            status: steps.Moved(known[field], changed[field])
            for status, field in MILESTONES.items()
            if field in changed
        },
        by=by,
        now=now,
    )
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.TIMES,
        text=f"Times: {_told(known, changed)} (UTC)",
        at=now,
        by=by,
        data={
            field: {"from": known[field].isoformat(), "to": at.isoformat()}
            for field, at in changed.items()
        },
    )
    effects.show(incident)
    return incident


def reached(incident: Incident) -> dict[str, datetime]:
    """The times that it has, in the order in which they come."""
    found = {field: getattr(incident, field) for field in NAMES}
    return {field: at for field, at in found.items() if at is not None}


def ordered(
    known: Times, wanted: Times, *, now: datetime, zone: tzinfo = UTC
) -> dict[str, datetime]:
    """Which of the known times change to what. Pure.

    People give times to the minute: one within the minute of the time before it counts
    as that time. Raises Mistake, naming the field and both times on `zone`'s clock.
    """
    for field, at in wanted.items():
        if field not in known:
            raise Mistake(f"{NAMES[field]} is not reached yet.", field=field)
        if _minute(at) > now:
            raise Mistake(
                f"{NAMES[field]} cannot be in the future: {_clock(at, zone)}.",
                field=field,
            )
    chosen = {
        field: at
        for field, at in wanted.items()
        if _minute(at) != _minute(known[field])
    }
    times = {**known, **{field: _minute(at) for field, at in chosen.items()}}
    for before, after in _pairs(known):
        if _minute(times[after]) < _minute(times[before]):
            raise Mistake(
                f"{NAMES[after]} ({_clock(times[after], zone)}) cannot be before "
                f"{NAMES[before]} ({_clock(times[before], zone)}).",
                field=after if after in chosen else before,
            )
        times[after] = max(times[after], times[before])
    return {field: at for field, at in times.items() if at != known[field]}


def _pairs(known: Times) -> list[tuple[str, str]]:
    """Which time comes before which; an acknowledgement only after the declaration."""
    line = [field for field in NAMES if field in known and field != ACKNOWLEDGED]
    pairs = list(pairwise(line))
    if ACKNOWLEDGED in known:
        pairs.append((line[0], ACKNOWLEDGED))
    return pairs


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%-d %b %H:%M}"


def _told(known: Times, changed: Times) -> str:
    return "; ".join(
        f"{NAMES[field]} {_clock(known[field], UTC)} → {_clock(at, UTC)}"
        for field, at in changed.items()
    )
