"""Merging an incident into another: two of them turn out to be one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Value, When

from incidents.followups.models import FollowUp
from incidents.followups.reminding import DUE
from incidents.lifecycle import ending
from incidents.people.models import Person
from incidents.record import effects, queries
from incidents.record import services as record
from incidents.record.models import Entry, Incident, Participant
from incidents.record.over import MERGED_AWAY, refuse_merged, survivor
from incidents.reminders.models import Reminder
from incidents.roles.models import Assignment
from incidents.updates import following
from incidents.updates.models import Subscription
from incidents.values import Mistake, Status

CANDIDATES = 100


@transaction.atomic
def merge(*, incident: Incident, into: Incident, by: Person, now: datetime) -> Incident:
    """`incident` is the same as `into`, which goes on alone. Answers the merged one.

    Its timeline is copied; who followed or took part in it does so in the survivor,
    unless that would show them a private incident; its follow-ups move. Raises
    Mistake when one of them is over, they are one, or a secret would come out.
    """
    incident, into = _lock(incident, into)
    check(incident, into, by=by)
    incident.status = Status.MERGED
    incident.merged_into = into
    if incident.acknowledged_at is None:
        incident.acknowledged_at, incident.acknowledged_by = now, by
    incident.save(
        update_fields=["status", "merged_into", "acknowledged_at", "acknowledged_by"]
    )
    ending.ended(incident=incident, by=by, now=now)
    Assignment.objects.filter(incident=incident).current().update(until=now)
    _copy_timeline(incident, into)
    _move_follow_ups(incident, into)
    # Its alerts move in response.verbs.merge, which is what front ends call.
    _tell(incident, into, moved=_move_watchers(incident, into), by=by, now=now)
    return incident


def candidates(incident: Incident, *, by: Person, text: str = "") -> list[Incident]:
    """What it may be merged into, as far as `by` may know: of its service first. With
    `text`, those that have it in their title, or this number.
    """
    found = queries.open_incidents(by=by).exclude(pk=incident.pk)
    found = found.filter(queries.meant(text))
    if incident.is_private:
        found = found.filter(is_private=True)
    same = Case(When(service=incident.service_id, then=Value(0)), default=Value(1))
    return list(found.order_by(same, "-pk")[:CANDIDATES])


def consequences(incident: Incident, into: Incident) -> list[str]:
    """What else becomes of them, in a sentence each. Pure."""
    if into.is_private and not incident.is_private:
        return [
            "Its timeline is copied; alerts and follow-ups move. Nobody is taken "
            f"along, for {into.reference} is private; what {incident.reference} showed "
            "so far stays public."
        ]
    return [
        "Its timeline is copied; its alerts, its follow-ups and the people in it move "
        "along, and who follows it follows the other one."
    ]


def _lock(incident: Incident, into: Incident) -> tuple[Incident, Incident]:
    """Both, always in one order, so that two mergers do not wait for each other."""
    first, second = sorted((incident, into), key=lambda each: each.pk)
    locked = {each.pk: record.lock(each) for each in (first, second)}
    return locked[incident.pk], locked[into.pk]


def check(incident: Incident, into: Incident, *, by: Person) -> None:
    """Raises Mistake, naming what to do, when one cannot be merged into the other."""
    if incident.pk == into.pk:
        raise Mistake(
            f"{incident.reference} cannot be merged into itself: name another one.",
            field="into",
        )
    refuse_merged(incident, by=by, field="into")
    if not incident.is_open:
        label = incident.get_status_display().lower()
        raise Mistake(
            f"{incident.reference} is {label}: only an open incident can be merged.",
            field="into",
        )
    refuse_merged(into, by=by, field="into")
    if not into.is_open:
        label = into.get_status_display().lower()
        raise Mistake(
            f"{into.reference} is {label}: reopen it first, or merge into an open one.",
            field="into",
        )
    if incident.is_private and not into.is_private:
        raise Mistake(
            f"{incident.reference} is private and {into.reference} is not: merging "
            f"would show it to everybody. Make {into.reference} private first.",
            field="into",
        )


def _copy_timeline(incident: Incident, into: Incident) -> None:
    """Each line keeps its time, and says which incident it is of."""
    lines = list(incident.entries.exclude(kind=Entry.Kind.MERGED))
    for line in lines:
        line.pk = None
        line.incident = into
        line.text = f"[{incident.reference}] {line.text}"
        line.data = {**line.data, "merged_from": incident.pk}
    Entry.objects.bulk_create(lines, ignore_conflicts=True)


def _move_follow_ups(incident: Incident, into: Incident) -> None:
    FollowUp.objects.filter(incident=incident).update(incident=into)
    Reminder.objects.filter(incident=incident, kind=DUE).update(incident=into)


def _move_watchers(incident: Incident, into: Incident) -> list[Person]:
    """Who comes over. Into a private incident, nobody from a public one does."""
    if into.is_private and not incident.is_private:
        return []
    _move_followers(incident, into)
    there = Participant.objects.filter(incident=into).values("person")
    present = incident.participants.filter(left_at__isnull=True)
    moved = present.exclude(person__in=there).select_related("person")
    people = [each.person for each in moved]
    record.add_participants(incident=into, people=people)
    return people


def _move_followers(incident: Incident, into: Incident) -> None:
    known = set(into.subscriptions.values_list("person_id", flat=True))
    for each in incident.subscriptions.order_by("pk"):
        following.drop(incident=incident, person_id=each.person_id)
        if each.person_id not in known:
            Subscription.objects.create(
                incident=into, person_id=each.person_id, way=each.way
            )


def _tell(
    incident: Incident,
    into: Incident,
    *,
    moved: list[Person],
    by: Person,
    now: datetime,
) -> None:
    """On both timelines, in both channels; the merged one points to the survivor."""
    may = _may_be_named(incident, into)
    gone = record.add_entry(
        incident=incident,
        kind=Entry.Kind.MERGED,
        text=f"Merged into {into.reference}" if may else MERGED_AWAY,
        at=now,
        by=by,
        data={"into": into.pk if may else None},
    )
    came = record.add_entry(
        incident=into,
        kind=Entry.Kind.MERGED,
        text=f"{incident.reference} was merged into this one: {incident.title}",
        at=now,
        by=by,
        data={"from": incident.pk},
    )
    effects.invite(into, moved, entry=came)
    effects.tell(incident, entry=gone, message="change")
    effects.post(into, entry=came, message="change")
    for each, entry in ((incident, gone), (into, came)):
        following.tell(incident=each, entry=entry, message="change", by=by)
    for each in sorted((incident, into), key=lambda each: each.pk):
        effects.show(each)


def _may_be_named(incident: Incident, into: Incident) -> bool:
    """Whether who sees the merged one may hear which one it went into."""
    return incident.is_private or not survivor(into).is_private
