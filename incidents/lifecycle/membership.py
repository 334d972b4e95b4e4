"""Who is in the channels that matter to incidents, as Slack tells."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from incidents.channels import members as channel_members
from incidents.channels import queries as channels
from incidents.channels.models import Conversation
from incidents.lifecycle import privacy
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Incident
from incidents.values import OPEN


def next_to_read(*, after: int) -> Conversation | None:
    """The next channel, by our id, whose members are to be read, or None."""
    found = _read().filter(pk__gt=after, is_archived=False).order_by("pk")
    return found.distinct().first()


def known(conversation: Conversation) -> frozenset[int]:
    """The people that we count as its members, by our ids."""
    return frozenset(conversation.people.values_list("pk", flat=True))


@transaction.atomic
def read(
    *,
    conversation: Conversation,
    members: Sequence[str],
    before: Collection[int],
    now: datetime,
) -> int:
    """These are its members, by their Slack ids; how many are known.

    Who is in an incident's channel takes part in the incident, and who was (`before`,
    as `known` told when Slack was asked) and is no more has left it, although Slack
    never told us (docs/privacy.md). Who joined while Slack was answering stays.
    """
    incident = Incident.objects.filter(channel=conversation).first()
    if incident is not None:
        incident = record.lock(incident)
    gone = channel_members.save(
        conversation=conversation, members=members, before=before
    )
    if incident is not None:
        present = conversation.people.filter(is_active=True)
        joined = present.exclude(slack_user__is_guest=True).exclude(
            pk__in=incident.participants.filter(left_at=None).values("person")
        )
        privacy.admit(incident=incident, people=joined)
        for person in Person.objects.filter(pk__in=gone).order_by("pk"):
            privacy.left(incident=incident, person=person, now=now)
    return conversation.people.count()


def joined(*, channel: str, person: Person) -> None:
    """Somebody joined the channel with this Slack id."""
    found = _read().filter(slack_id=channel).distinct().first()
    if found is not None:
        found.people.add(person)
    incident = Incident.objects.filter(channel__slack_id=channel).first()
    if incident is not None and not channels.is_guest(person):
        privacy.admit(incident=incident, people=[person])


def left(*, channel: str, person: Person, now: datetime) -> None:
    """Somebody left it, or was removed from it."""
    for found in Conversation.objects.filter(slack_id=channel, people=person):
        found.people.remove(person)
    incident = Incident.objects.filter(channel__slack_id=channel).first()
    if incident is not None:
        privacy.left(incident=incident, person=person, now=now)


def _read() -> "QuerySet[Conversation]":
    """Channels that an active rule invites from, those of open incidents, and those of
    private ones, over or not: being there gives sight of them.
    """
    return Conversation.objects.filter(
        Q(invite_rules__is_active=True)
        | Q(incident__status__in=OPEN)
        | Q(incident__is_private=True)
    )
