"""Finding incidents; every list goes through `visible_to`."""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from incidents.people.models import Person
from incidents.record.models import Entry, Incident, IncidentQuerySet
from incidents.record.services import NoSuchIncident


def find(incident_id: int, *, by: Person) -> Incident:
    """The incident. Raises NoSuchIncident, also when `by` may not know of it."""
    if not 0 < incident_id < 2**63:
        raise NoSuchIncident(f"There is no INC-{incident_id}.")
    found = _detailed().visible_to(by).filter(pk=incident_id).first()
    if found is None:
        raise NoSuchIncident(f"There is no INC-{incident_id}.")
    return found


def in_channel(channel: str, *, by: Person) -> Incident | None:
    """The incident whose channel has this Slack id, if `by` may know of it."""
    about = Incident.objects.filter(channel__slack_id=channel).order_by()
    found = about.values_list("pk", flat=True).first()
    if found is None:  # most channels are no incident's
        return None
    return _detailed().visible_to(by).filter(pk=found).first()


def open_incidents(*, by: Person) -> IncidentQuerySet:
    """What is open and visible, the worst first and the newest first within."""
    rank = Coalesce(NullIf(F("severity"), Value("")), Value("SEV9"))
    found = Incident.objects.select_related("lead", "channel")
    return found.visible_to(by).open().order_by(rank, "-pk")


def get(incident_id: int) -> Incident:
    """The incident for a worker, whoever may see it."""
    return _detailed().get(pk=incident_id)


def entry(entry_id: int) -> Entry:
    return Entry.objects.select_related("by").get(pk=entry_id)


def timeline(incident: Incident) -> QuerySet[Entry]:
    return incident.entries.select_related("by")


def _detailed() -> IncidentQuerySet:
    return Incident.objects.select_related(
        "service__team", "lead", "declared_by", "channel"
    )
