"""An update that may move the status and the severity along with it."""

from datetime import datetime
from typing import Any

from incidents.lifecycle import services as lifecycle
from incidents.outbox.whole import atomic
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.updates import services as updates
from incidents.updates.values import Update
from incidents.values import Mistake, Status


@atomic
def publish_update(
    *, incident: Incident, update: Update, by: Person, now: datetime
) -> Incident:
    """Tell how it stands. Each change has its line of the timeline; people are told
    once, by one post that names them all. Writing about what is in triage accepts it.

    Raises Mistake, naming the field; then nothing is changed.
    """
    incident = record.lock(incident)
    updates.check(incident, by=by)
    changes: dict[str, Any] = {}
    before = Status(incident.status), incident.severity
    if update.severity and update.severity != incident.severity:
        incident = lifecycle.change_severity(
            incident=incident, severity=update.severity, by=by, now=now, told=False
        )
        changes["severity"] = {"from": before[1], "to": incident.severity}
    wanted = _wanted(incident, update)
    if wanted != incident.status:
        reopens = wanted.is_open and not before[0].is_open
        incident = verbs.change_status(
            incident=incident,
            wanted=wanted,
            by=by,
            now=now,
            reason=update.text if reopens else "",
            told=False,
        )
        changes["status"] = {"from": before[0].value, "to": wanted.value}
    updates.publish(incident=incident, update=update, changes=changes, by=by, now=now)
    if changes.get("status", {}).get("to") == Status.RESOLVED:
        incident.resolution = incident.latest_update
        incident.save(update_fields=["resolution"])
    return incident


def _wanted(incident: Incident, update: Update) -> Status:
    if update.status:
        return _status(update.status, incident)
    if incident.status == Status.TRIAGE:
        return Status.INVESTIGATING
    return Status(incident.status)


def _status(value: str, incident: Incident) -> Status:
    try:
        wanted = Status(value)
    except ValueError:
        raise Mistake(f"There is no status “{value[:40]}”.", field="status") from None
    if wanted is Status.CLOSED:
        raise Mistake(
            f"An update does not close {incident.reference}: publish it, then close.",
            field="status",
        )
    return wanted
