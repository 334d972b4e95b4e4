"""Finding follow-ups; every list goes through `visible_to`."""

from django.db import connection
from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from incidents.followups.models import FollowUp, FollowUpQuerySet
from incidents.followups.values import Summary
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Mistake

Status = FollowUp.Status
_COUNTED = """
SELECT count(*) FILTER (WHERE status = %s), count(*) FILTER (WHERE status = %s)
FROM incidents_followup WHERE incident_id = %s
"""


def visible(*, by: Person) -> QuerySet[FollowUp]:
    """Those of incidents that this person may know of; what is due first, first."""
    known = Incident.objects.visible_to(by)
    return _ordered(FollowUp.objects.filter(incident__in=known))


def mine(*, by: Person) -> QuerySet[FollowUp]:
    """What this person still has to do."""
    return visible(by=by).filter(owner=by, status=Status.OPEN)


def of(incident: Incident) -> QuerySet[FollowUp]:
    """An incident's: the open ones first, and of those what is due first."""
    return _ordered(FollowUp.objects.filter(incident=incident))


def find(incident: Incident, follow_up_id: int) -> FollowUp:
    """Raises Mistake when the incident has none with this id."""
    found = of(incident).filter(pk=min(follow_up_id, 2**63 - 1)).first()
    if found is None:
        raise Mistake("This follow-up is gone.")
    return found


def get(follow_up_id: int) -> FollowUp:
    """The follow-up for a worker, whoever may see it."""
    detailed = FollowUp.objects.select_related(
        "owner", "ended_by", "incident__lead", "incident__declared_by"
    )
    return detailed.get(pk=follow_up_id)


def summary(incident: Incident, *, most: int) -> Summary:
    """Counts, and at most `most` of what is open. Every card asks, and most have none:
    by hand, that costs a fifth of the time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [Status.OPEN.value, Status.DONE.value, incident.pk])
        still_open, done = cursor.fetchone()
    found = of(incident).filter(status=Status.OPEN)[:most] if still_open else ()
    return Summary(first=list(found), open=still_open, done=done)


def _ordered(found: FollowUpQuerySet) -> QuerySet[FollowUp]:
    last = Case(
        When(status=Status.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    detailed = found.select_related("owner", "incident")
    return detailed.order_by(last, F("due_on").asc(nulls_last=True), "pk")
