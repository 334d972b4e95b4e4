"""The deployment freeze that an incident's severity asks for."""

from datetime import datetime

from incidents.catalog import queries as catalog
from incidents.catalog.models import SeverityRule
from incidents.freezes import services as freezes
from incidents.people.models import Person
from incidents.record.models import Incident


def follow(
    *,
    incident: Incident,
    by: Person | None,
    now: datetime,
    rule: SeverityRule | None = None,
) -> None:
    """Freeze while it is open and as bad as that; else lift what was frozen.

    `rule` is its severity's, where that is at hand.
    """
    if incident.is_open and rule is None:
        rule = catalog.rule(incident.severity)
    if incident.is_open and rule is not None and rule.freezes:
        scope = rule.freeze_scope.lower()
        freezes.lift_for(incident=incident, by=by, now=now, but=scope)
        freezes.freeze_for(incident=incident, scope=scope, now=now)
    else:
        freezes.lift_for(incident=incident, by=by, now=now)
