"""The lines of an incident's steps stand at its milestones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.record.order import STEPS
from incidents.record.timeline import keep_edit
from incidents.values import Mistake, Status

# A milestone and its line are written in one request; waiting for another one may
# have set them apart by as much.
APART = timedelta(minutes=1)
Kind = Entry.Kind


@dataclass(frozen=True)
class Moved:
    """A milestone that was set to another time; UTC."""

    before: datetime
    after: datetime


def follow(
    *, incident: Incident, moved: Mapping[Status, Moved], by: Person, now: datetime
) -> None:
    """Move the line of each milestone along with it; a back-filled one has none.

    Raises Mistake, naming the milestone's field, when a step would come before the one
    that led to it. In the transaction that holds the incident.
    """
    lines = Entry.objects.select_for_update(no_key=True, of=("self",)).filter(
        incident=incident, kind__in=STEPS
    )
    steps = [e for e in lines.order_by("at", "pk") if "merged_from" not in e.data]
    for status, times in moved.items():
        entry = _line(steps, status, times.before)
        if entry is not None:
            before = entry.at
            entry.at = times.after
            keep_edit(entry, {"at": before, "text": entry.text}, ["at"], by, now)
    for earlier, later in pairwise(steps):
        if later.at < earlier.at:
            raise _out_of_order(earlier, later, by)
    Entry.objects.bulk_update(steps, ["at", "data", "edited_at", "edited_by"])


def _line(steps: Sequence[Entry], status: Status, at: datetime) -> Entry | None:
    """The line that tells of reaching the status then, if there is one."""
    near = [step for step in steps if _reaches(step, status)]
    near.sort(key=lambda step: abs(step.at - at))
    return near[0] if near and abs(near[0].at - at) <= APART else None


def _reaches(step: Entry, status: Status) -> bool:
    if step.kind == Kind.DECLARED:
        return status is Status.TRIAGE
    return step.kind != Kind.REOPENED and step.data.get("to") == status.value


def _out_of_order(earlier: Entry, later: Entry, by: Person) -> Mistake:
    zone = zone_of(by)
    named = "declared_at" if later.kind == Kind.DECLARED else ""
    reached = str(later.data.get("to") or "")
    field = MILESTONES.get(Status(reached), "") if reached in Status.values else named
    return Mistake(
        f"“{later.text[:80]}” ({later.at.astimezone(zone):%-d %b %H:%M}) cannot be "
        f"before “{earlier.text[:80]}” ({earlier.at.astimezone(zone):%-d %b %H:%M}).",
        field=field,
    )
