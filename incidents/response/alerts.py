"""What people do to an incident's alerts, across concepts. Front ends call this."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.alerts import dry_run as trying
from incidents.alerts import silencing, tag_edits
from incidents.alerts import why as reasons
from incidents.alerts.dry_run import DryRun
from incidents.alerts.why import Why
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.record import queries as record
from incidents.record.models import Incident


def silence(
    *, incident: Incident, until: str, reason: str, by: Person, now: datetime
) -> Incident:
    """Its alerts page nobody until `30m`, `4h`, `18:00` or `morning` is over, by the
    clock of `by`. Raises Mistake, naming the field.
    """
    return silencing.silence(
        incident=incident,
        until=silencing.until(until, by=by, now=now),
        reason=reason,
        by=by,
        now=now,
    )


def unsilence(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Its alerts page again. Raises Mistake when it is not silenced."""
    return silencing.unsilence(incident=incident, by=by, now=now)


def why(*, incident: Incident, by: Person) -> Why:
    """Why it exists. Raises Mistake for one without alerts, NoSuchIncident for one
    that `by` may not know of.
    """
    return reasons.of_incident(record.detailed(incident.pk, by=by))


def add_tag(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Put a tag on it. Raises Mistake."""
    return tag_edits.add(incident=incident, text=text, by=by, now=now)


def remove_tag(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Take a tag off it. Raises Mistake."""
    return tag_edits.remove(incident=incident, text=text, by=by, now=now)


def dry_run(
    *,
    service: Service,
    source: str,
    body: bytes,
    at: datetime,
    context: Mapping[str, Any] | None = None,
    by: Person | None = None,
) -> DryRun:
    """What would become of this body, had it come at `at` (UTC); writes nothing.

    Without `by` no private incident is named.
    """
    return trying.dry_run(
        service=service, source=source, body=body, at=at, context=context, by=by
    )
