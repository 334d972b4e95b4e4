"""Making an incident private, or public again; who its channel lets in."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from incidents.freezes import services as freezes
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import MERGED_AWAY, survivor, went_to
from incidents.roles import services as roles
from incidents.roles.models import Assignment
from incidents.updates import following
from incidents.values import Mistake, Status


@transaction.atomic
def make_private(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Only who takes part may know of it from now on; `by` is one of them.

    What was announced is taken back. What cannot be taken back is in docs/privacy.md.
    Raises Mistake.
    """
    incident = _lock(incident)
    check_private(incident, by=by)
    record.add_participants(incident=incident, people=[by])
    _set(incident, is_private=True, by=by, now=now)
    following.drop_unseen(incident=incident)
    pointers = Entry.objects.filter(kind=Entry.Kind.MERGED, data__into=incident.pk)
    pointers.filter(incident__is_private=False).update(
        text=MERGED_AWAY, data={"into": None}
    )
    return incident


@transaction.atomic
def make_public(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Everybody may know of it from now on: it is announced with its whole timeline.

    Only who declared or leads it may decide that. Raises Mistake.
    """
    incident = _lock(incident)
    check_public(incident, by=by)
    _set(incident, is_private=False, by=by, now=now)
    effects.announce(incident)
    return incident


def check_private(incident: Incident, *, by: Person) -> None:
    """Raises Mistake when it cannot be made private."""
    if incident.is_private:
        raise Mistake(f"{incident.reference} is private already.")
    if not survivor(incident).is_private and incident.merged_into is not None:
        where = went_to(incident, by=by)
        raise Mistake(
            f"{incident.reference} was merged into {where}, which shows its timeline: "
            "make that one private first."
        )


def check_public(incident: Incident, *, by: Person) -> None:
    """Raises Mistake when it cannot be made public, or not by this person."""
    if not incident.is_private:
        raise Mistake(f"{incident.reference} is public already.")
    if by.pk not in (incident.lead_id, incident.declared_by_id):
        raise Mistake(
            f"Only who declared or leads {incident.reference} can make it public."
        )
    for each in _merged_into(incident):
        if each.is_private:
            raise Mistake(
                f"{each.reference}, which is private, was merged into "
                f"{incident.reference}: its timeline would be shown to everybody."
            )


def shows_channel(incident: Incident) -> bool:
    """Whether it is private while its channel is not: then anybody may read there,
    and being there lets nobody see it anywhere else.
    """
    channel = incident.channel
    return incident.is_private and channel is not None and not channel.is_private


def admit(*, incident: Incident, people: Iterable[Person]) -> None:
    """These people are in its channel: they take part, unless anybody may be there."""
    if not shows_channel(incident):
        record.add_participants(incident=incident, people=people)


@transaction.atomic
def left(*, incident: Incident, person: Person, now: datetime) -> None:
    """They left its channel or were removed from it. Out of a private incident they
    give up their roles too; who declared or leads it may still see it.
    """
    incident = record.lock(incident)
    if not record.participant_left(incident=incident, person=person, now=now):
        return
    if not incident.is_private or incident.status in _OVER:
        return
    held = Assignment.objects.filter(incident=incident, person=person).current()
    for each in held.select_related("role"):
        roles.give_up(
            incident=incident,
            role=each.role,
            person=person,
            by=person,
            now=now,
            why="left the channel",
        )


_OVER = (Status.CLOSED, Status.DECLINED, Status.MERGED)


def _set(incident: Incident, *, is_private: bool, by: Person, now: datetime) -> None:
    """Change it, say so in its channel, and show it anew wherever it is named."""
    incident.is_private = is_private
    incident.save(update_fields=["is_private"])
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.PRIVACY,
        text=f"Made {'private' if is_private else 'public'}",
        at=now,
        by=by,
        data={"private": is_private},
    )
    effects.post(incident, entry=entry, message="change")
    if not is_private:
        effects.ask_for_people(incident, entry=entry)
    for each in (incident, *_merged_into(incident)):
        effects.show(each)
    ids = incident.freezes.values_list("pk", flat=True)
    outbox.touch_shown(keys=[f"{freezes.SHOWN}:{pk}" for pk in ids])


def _lock(incident: Incident) -> Incident:
    """The incident and all that were merged into it, in the order of mergers."""
    family = sorted([incident, *_merged_into(incident)], key=lambda each: each.pk)
    locked = {each.pk: record.lock(each) for each in family}
    return locked[incident.pk]


def _merged_into(incident: Incident) -> list[Incident]:
    return list(Incident.objects.filter(merged_into=incident).order_by("pk"))
