"""What people's verbs about an incident do to its alerts.

Each works in the transaction that holds the incident; the tool that sent an alert may
go on sending it, and then it fires again.
"""

import json
from datetime import datetime

from django.db import connection

from incidents.alerts.models import AlertGroup
from incidents.alerts.states import State
from incidents.people.models import Person
from incidents.record.models import Incident

# The tool's own time is forgotten: what it sends from now on is not measured by it.
_RESOLVE = """
UPDATE incidents_alert SET status = 'resolved', resolved_at = %s, due_at = NULL,
    event_at = NULL, is_flapping = FALSE, decisions = decisions || %s::jsonb
WHERE incident_id = %s AND status <> 'resolved'
"""
_ACKNOWLEDGE = """
UPDATE incidents_alert SET status = 'acknowledged', decisions = decisions || %s::jsonb
WHERE incident_id = %s AND status = 'firing'
"""
_MOVE = """
UPDATE incidents_alert SET incident_id = %s, decisions = decisions || %s::jsonb
WHERE incident_id = %s
"""


def resolve_alerts(*, incident: Incident, by: Person | None, now: datetime) -> int:
    """They are over because the incident is; how many were not."""
    reason = f"{_name(by)} resolved {incident.reference}"
    return _run(_RESOLVE, [now, _decision(reason, now), incident.pk])


def acknowledge_alerts(*, incident: Incident, by: Person | None, now: datetime) -> int:
    """Somebody looks into them; how many fired."""
    reason = f"{_name(by)} acknowledged {incident.reference}"
    return _run(_ACKNOWLEDGE, [_decision(reason, now), incident.pk])


def move(
    *, incident: Incident, into: Incident, by: Person | None, now: datetime
) -> int:
    """Its alerts are those of `into` from now on, and so are further alerts of its
    groups; how many alerts moved. Both incidents are held.

    A group of the survivor stays: two never lead to one key.
    """
    reason = f"{_name(by)} merged {incident.reference} into {into.reference}"
    moved = _run(_MOVE, [into.pk, _decision(reason, now), incident.pk])
    groups = AlertGroup.objects.filter(incident=incident, closed_at=None)
    groups.update(incident=into)
    return moved


def firing_count(incident: Incident) -> int:
    """How many of its alerts nobody resolved."""
    active = (State.FIRING, State.ACKNOWLEDGED)
    return incident.alerts.filter(status__in=active).count()


def _decision(reason: str, now: datetime) -> str:
    return json.dumps([{"step": "person", "reason": reason, "at": now.isoformat()}])


def _name(by: Person | None) -> str:
    return by.name if by else "Muster"


def _run(statement: str, values: list[str | int | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
