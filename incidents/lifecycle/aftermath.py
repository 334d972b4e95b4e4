"""What being resolved, closed or reopened asks for, and brings with it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.lifecycle import archiving, closing, reviewing
from incidents.lifecycle.status import ENDED
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.reminders import services as reminders
from incidents.values import Mistake, Status

OVER = (*ENDED, Status.DECLINED)
REMINDERS: Collection[str] = (archiving.ARCHIVE, reviewing.POSTMORTEM_DUE)


@dataclass(frozen=True)
class Aftermath:
    """What the entry of the change tells besides it."""

    words: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def follow(
    incident: Incident,
    *,
    before: Status,
    by: Person,
    now: datetime,
    reason: str,
    anyway: bool,
) -> Aftermath:
    """The incident went from `before` to its status; not saved yet.

    Raises Blocked while something is missing that closing needs, and Mistake for
    reopening without a reason.
    """
    status = Status(incident.status)
    if status is Status.CLOSED:
        return _closed(incident, by=by, now=now, reason=reason, anyway=anyway)
    if status is Status.RESOLVED:
        reviewing.ask_for(incident, now=now)
    elif status is Status.INVESTIGATING and before in OVER:
        if not reason:
            name = incident.reference
            raise Mistake(
                f"Reason is empty: say why {name} is reopened.", field="reason"
            )
        reminders.stop_kinds(incident=incident, kinds=REMINDERS)
    return Aftermath()


def _closed(
    incident: Incident, *, by: Person, now: datetime, reason: str, anyway: bool
) -> Aftermath:
    missing = closing.check(incident, by=by, reason=reason, anyway=anyway)
    reminders.stop_kinds(incident=incident, kinds=REMINDERS)
    archived_at = archiving.plan(incident, now=now)
    data: dict[str, Any] = {}
    words = ""
    if archived_at is not None:
        data["archived_at"] = archived_at.isoformat()
    if missing:
        data["although"] = [each.text for each in missing]
        words = f", although: {'; '.join(data['although'])}"
    return Aftermath(words=words, data=data)
