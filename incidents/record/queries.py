"""Finding incidents; every list goes through `visible_to`."""

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from incidents import rows
from incidents.people.models import Person
from incidents.prepared import Prepared
from incidents.record.models import Entry, Incident, IncidentQuerySet
from incidents.record.services import NoSuchIncident
from incidents.values import OPEN, Mistake, Severity

_IN_CHANNEL = Prepared("""
SELECT id FROM incidents_incident WHERE channel_id = ANY(ARRAY(
    SELECT id FROM incidents_conversation WHERE slack_id = %s
))
""")
# As `open_incidents` sorts them; the index of what is open is by severity.
_IS_OPEN = ", ".join(f"'{each.value}'" for each in OPEN)
_WORST = f"""
WHERE incidents_incident.severity = ANY(%s)
    AND incidents_incident.status IN ({_IS_OPEN})
ORDER BY coalesce(nullif(incidents_incident.severity, ''), 'SEV9'),
    incidents_incident.id DESC
LIMIT %s
"""


def find(incident_id: int, *, by: Person | None) -> Incident:
    """The incident. Raises NoSuchIncident, also when `by` may not know of it."""
    possible = 0 < incident_id < 2**63
    found = Incident.objects.one_visible_to(by, incident_id) if possible else None
    if found is None:
        raise NoSuchIncident(f"There is no INC-{incident_id}.")
    return found


def detailed(incident_id: int, *, by: Person | None) -> Incident:
    """As find, with the service, people and channel that a page about it shows."""
    return _one(_detailed().visible_to(by), incident_id)


def in_channel(channel: str, *, by: Person) -> Incident | None:
    """The incident whose channel has this Slack id, if `by` may know of it."""
    with connection.cursor() as cursor:  # most channels are no incident's
        cursor.execute(_IN_CHANNEL, [channel])
        found = cursor.fetchone()
    if found is None:
        return None
    return Incident.objects.one_visible_to(by, found[0])


def open_incidents(*, by: Person | None) -> IncidentQuerySet:
    """What is open and visible, the worst first and the newest first within."""
    rank = Coalesce(NullIf(F("severity"), Value("")), Value("SEV9"))
    found = Incident.objects.select_related("lead", "channel")
    return found.visible_to(by).open().order_by(rank, "-pk")


def worst_open(*, by: Person | None, count: int) -> list[Incident]:
    """The first of `open_incidents`. As a rule none of them is private, and the rule
    of privacy, which is dear to ask, has nothing to say.
    """
    values = [["", *Severity.values], count]
    found = rows.every_with(Incident, ("lead", "channel"), _WORST, values)
    if any(incident.is_private for incident in found):
        return list(open_incidents(by=by)[:count])
    return found


def search(query: str, *, by: Person, limit: int) -> list[Incident]:
    """Visible incidents with this in their title, or this number: the open ones
    first, then the newest.
    """
    over = Case(
        When(status__in=OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = Incident.objects.visible_to(by).filter(meant(query), merged_into=None)
    return list(found.order_by(over, "-pk")[:limit])


def meant(query: str) -> Q:
    """Incidents with this in their title, or this number."""
    text = query.strip()
    found = Q(title__icontains=text)
    number = text.upper().removeprefix("INC-").removeprefix("#")
    return found | Q(pk=int(number[:18])) if number.isdecimal() else found


def every(*, by: Person | None, state: str = "any") -> IncidentQuerySet:
    """What is visible, the newest first: `open`, `over` or `any`."""
    found = _detailed().visible_to(by).order_by("-pk")
    if state == "open":
        return found.open()
    return found.exclude(status__in=OPEN) if state == "over" else found


def get(incident_id: int) -> Incident:
    """The incident for a worker, whoever may see it, with all that is shown of it.

    A worker asks this for each effect, and one statement that joins it all costs more
    of Python's time than some that are written by hand.
    """
    found = rows.one(Incident, "WHERE id = %s", [incident_id])
    if found is None:
        raise Incident.DoesNotExist(f"INC-{incident_id}")
    rows.join([found], "lead", "channel", "service")
    if found.declared_by_id == found.lead_id:
        found.declared_by = found.lead
    else:
        rows.join([found], "declared_by")
    if found.service is not None:
        rows.join([found.service], "team")
    return found


def entry(entry_id: int) -> Entry:
    found = rows.one(Entry, "WHERE id = %s", [entry_id])
    if found is None:
        raise Entry.DoesNotExist(f"There is no entry {entry_id}.")
    rows.join([found], "by")
    return found


def timeline(incident: Incident, *, hidden: bool = False) -> QuerySet[Entry]:
    """Its lines, the oldest first; those that people hid only when asked for."""
    lines = incident.entries.select_related("by", "edited_by")
    return lines if hidden else lines.filter(is_hidden=False)


def line(incident: Incident, entry_id: int) -> Entry:
    """A line of its timeline, hidden or not. Raises Mistake when there is none."""
    found = timeline(incident, hidden=True).filter(pk=min(entry_id, 2**63 - 1)).first()
    if found is None:
        raise Mistake("This line of the timeline is gone.")
    return found


def _one(known: IncidentQuerySet, incident_id: int) -> Incident:
    possible = 0 < incident_id < 2**63
    found = known.filter(pk=incident_id).order_by().first() if possible else None
    if found is None:
        raise NoSuchIncident(f"There is no INC-{incident_id}.")
    return found


def _detailed() -> IncidentQuerySet:
    return Incident.objects.select_related(
        "service__team",
        "lead",
        "declared_by",
        "acknowledged_by",
        "channel",
        "merged_into",
    )
