"""What else tells of an incident, for who may know of it: `visible_to` decides."""

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from incidents.channels.models import Conversation
from incidents.outbox.models import Effect, Posting
from incidents.people.models import Person
from incidents.record.models import Entry, Incident, IncidentQuerySet, subject_of


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
