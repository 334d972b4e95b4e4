"""Group keys of an incident that no longer lead to it, or do so again."""

from datetime import datetime

from incidents.alerts.models import AlertGroup
from incidents.record.models import Incident


def close(*, incident: Incident, now: datetime) -> int:
    """New alerts of its group keys open another incident; how many keys that is. In
    the transaction that holds the incident.
    """
    led = AlertGroup.objects.filter(incident=incident, closed_at=None)
    return led.update(closed_at=now)


def reopen(*, incident: Incident) -> int:
    """Its group keys lead to it again, unless they lead elsewhere by now; how many."""
    reopened = 0
    known: set[tuple[int, str]] = set()
    for group in AlertGroup.objects.filter(incident=incident).order_by("-pk"):
        key = (group.service_id, group.key)
        if key in known:
            continue
        known.add(key)
        if group.closed_at is None or _leads_elsewhere(group):
            continue
        group.closed_at = None
        group.is_storm = group.is_storm and not _has_storm(group)
        group.save(update_fields=["closed_at", "is_storm"])
        reopened += 1
    return reopened


def _leads_elsewhere(group: AlertGroup) -> bool:
    open_now = AlertGroup.objects.filter(service=group.service_id, closed_at=None)
    return open_now.filter(key=group.key).exists()


def _has_storm(group: AlertGroup) -> bool:
    open_now = AlertGroup.objects.filter(service=group.service_id, closed_at=None)
    return open_now.filter(is_storm=True).exists()
