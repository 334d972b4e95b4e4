"""When a line of a timeline may be said to have happened."""

from datetime import datetime

from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record.clock import EVER, past
from incidents.record.models import Entry
from incidents.values import Mistake

Kind = Entry.Kind

# Lines that people wrote: their words and their times are theirs to mend.
WRITTEN = frozenset({Kind.NOTE, Kind.MESSAGE})
# Steps of the incident's life: their times are its milestones, and they always show.
STEPS = frozenset(
    {
        Kind.DECLARED,
        Kind.STATUS,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.ACCEPTED,
        Kind.DECLINED,
        Kind.MERGED,
    }
)


def checked(entry: Entry, at: datetime, *, by: Person, now: datetime) -> datetime:
    """`at`, no later than now. Raises Mistake, naming both limits on `by`'s clock.

    What people wrote may have happened at any time. Changes of one kind keep their
    order, and come after the declaration.
    """
    if entry.kind in STEPS:
        raise Mistake(
            "This is a step of the incident's life: `times` sets when it came to it.",
            field="at",
        )
    zone = zone_of(by)
    at = past(at, now=now, zone=zone)
    if entry.kind in WRITTEN:
        return at
    earliest, latest = _room(entry, now)
    if minute(at) == minute(earliest):  # people give times to the minute
        return max(at, earliest)
    if earliest <= at <= latest:
        return at
    raise Mistake(
        f"It can be no earlier than {earliest.astimezone(zone):%F %H:%M} and no later "
        f"than {latest.astimezone(zone):%F %H:%M} ({zone}): changes of one kind keep "
        "their order.",
        field="at",
    )


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _room(entry: Entry, now: datetime) -> tuple[datetime, datetime]:
    """Between the lines of its kind before and after it, since it was declared.

    What came with another incident keeps its order among what came with that.
    """
    origin = _origin(entry)
    lines = Entry.objects.filter(incident=entry.incident_id, kind=entry.kind)
    same = [e for e in lines.order_by("at", "pk") if _origin(e) == origin]
    place = same.index(entry)
    begun = EVER if origin else entry.incident.declared_at
    before = [line.at for line in same[:place]]
    after = [line.at for line in same[place + 1 :]]
    return max([begun, *before]), min([now, *after])


def _origin(entry: Entry) -> object:
    return entry.data.get("merged_from")
