"""What pages and messages show of schedules: who is on call, and who comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from incidents.oncall.models import Schedule, ShiftRequest
from incidents.oncall.timelines import timelines
from incidents.oncall.values import Holder, Slot
from incidents.people.models import Person


@dataclass(frozen=True, slots=True)
class OnCall:
    """A schedule as it stands at a moment."""

    schedule: Schedule
    slots: tuple[Slot, ...]

    @property
    def holders(self) -> tuple[Holder, ...]:
        return tuple(slot.now for slot in self.slots if slot.now is not None)


def shown(schedules: Sequence[Schedule], at: datetime) -> list[OnCall]:
    """Each of these schedules, in the same order."""
    found = timelines([each.pk for each in schedules], at)
    return [
        OnCall(each, found[each.pk].slots(at)) for each in schedules if each.pk in found
    ]


def every() -> list[Schedule]:
    """All schedules, by name, with their teams."""
    return list(Schedule.objects.select_related("team"))


def named(text: str) -> list[Schedule]:
    """The schedule of this name, or else those of the team of this name."""
    rows = Schedule.objects.select_related("team")
    found = list(rows.filter(Q(name__iexact=text) | Q(slug__iexact=text)))
    if found:
        return found
    of_team = rows.filter(team__name__iexact=text) | rows.filter(
        team__slug__iexact=text
    )
    return list(of_team)


def request(request_id: int) -> ShiftRequest | None:
    """With the people and the schedule it is about."""
    rows = ShiftRequest.objects.select_related("asker", "asked", "schedule")
    return rows.filter(pk=request_id).first()


def waiting_for(person: Person) -> list[ShiftRequest]:
    """What this person is asked and has not answered."""
    rows = ShiftRequest.objects.select_related("asker", "schedule")
    pending = rows.filter(asked=person, status=ShiftRequest.Status.PENDING)
    return list(pending.order_by("starts_at"))
