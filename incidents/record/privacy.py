"""What else tells of an incident, for who may know of it: `visible_to` decides."""

from typing import TypeVar

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from incidents.channels.models import Conversation
from incidents.outbox.models import Effect, Posting
from incidents.people.models import Person
from incidents.record.models import Entry, Incident, IncidentQuerySet, subject_of

M = TypeVar("M", bound=Model)


def seen(
    found: "QuerySet[M]", *, by: Person, through: str = "incident"
) -> "QuerySet[M]":
    """Of these rows, those that tell this person of no incident hidden from them.

    `through` leads from a row to its incident, like `postmortem__incident`; a row
    about no incident stays.
    """
    return found.exclude(**{f"{through}__in": _hidden(by)})


def insiders(incident: Incident, *, also: Person | None = None) -> list[Person]:
    """Who may see it when it is private, by name; `also` counts as one of them."""
    given = {also.pk} if also is not None else set()
    owners = {incident.declared_by_id, incident.lead_id} - {None}
    present = incident.participants.filter(left_at__isnull=True).values("person")
    named = Q(pk__in=present) | Q(pk__in=owners | given)
    return list(Person.objects.filter(named, is_active=True).order_by("name"))


def entries(*, by: Person) -> QuerySet[Entry]:
    """The lines of every timeline that this person may read."""
    return Entry.objects.filter(incident__in=Incident.objects.visible_to(by))


def conversations(*, by: Person) -> QuerySet[Conversation]:
    """Channels; that of a hidden incident is left out, for its name is the title."""
    return Conversation.objects.exclude(incident__in=_hidden(by))


def effects(*, by: Person) -> QuerySet[Effect]:
    """Effects; those about a hidden incident are left out, errors quote names."""
    return Effect.objects.exclude(subject__in=_hidden_subjects(by))


def hidden_effects(*, by: Person) -> QuerySet[Effect]:
    """The effects that `effects` leaves out, to be counted and no more."""
    return Effect.objects.filter(subject__in=_hidden_subjects(by))


def postings(*, by: Person) -> QuerySet[Posting]:
    """Postings; those of a hidden incident are left out."""
    return Posting.objects.exclude(key__in=hidden_effects(by=by).values("key"))


def _hidden(by: Person) -> IncidentQuerySet:
    return Incident.objects.exclude(pk__in=Incident.objects.visible_to(by).values("pk"))


def _hidden_subjects(by: Person) -> "QuerySet[Incident, dict[str, str]]":
    prefix = subject_of(0).removesuffix("0")
    number = Cast("pk", CharField())
    named = _hidden(by).annotate(named=Concat(Value(prefix), number))
    return named.values("named")
