"""What escalation asks about alerts: who takes what nobody takes, and how many came."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from incidents.alerts.models import Alert, TeamRoute
from incidents.escalation.values import House
from incidents.lifecycle import by_machine


def catch_all() -> int | None:
    """The id of the catch-all team; None while there is none."""
    found = TeamRoute.objects.filter(is_catch_all=True)
    return found.values_list("team", flat=True).first()


def came(
    incidents: Collection[int], since: datetime
) -> Mapping[int, Sequence[datetime]]:
    """When alerts of these incidents first fired since then (UTC), by incident."""
    rows = Alert.objects.filter(incident__in=incidents, first_at__gte=since)
    found = defaultdict(list)
    for incident, at in rows.values_list("incident", "first_at"):
        found[incident or 0].append(at)
    return found


HOUSE = House(
    catch_all=catch_all, alerts=came, change_severity=by_machine.change_severity
)
