"""What the inbox is told of a heartbeat: a body of the source `heartbeat`.

It is read by incidents.alerts.sources.heartbeat as any tool's body is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.values import SOURCE
from incidents.outbox.services import wake

QUEUE = "ingest"
LATE, FAILED, BACK, PAUSED = "late", "failed", "back", "paused"


@dataclass(frozen=True, slots=True)
class Event:
    """`unheard` is how long of the wait Muster itself could not receive."""

    heartbeat: Heartbeat
    event: str
    at: datetime
    unheard: timedelta = timedelta()


def tell(events: Sequence[Event]) -> None:
    """Put them into the inbox, in the transaction of the change they tell of."""
    inbox.put([_arrival(each) for each in events])
    wake(QUEUE)


def _arrival(told: Event) -> Arrival:
    heartbeat = told.heartbeat
    body = {
        "heartbeat": heartbeat.pk,
        "name": heartbeat.name,
        "event": told.event,
        "at": told.at.isoformat(),
        "last_at": heartbeat.last_at.isoformat() if heartbeat.last_at else None,
        "expected": heartbeat.rhythm.words,
        "grace_seconds": heartbeat.grace_seconds,
        "unheard_seconds": int(told.unheard.total_seconds()),
        "severity": heartbeat.severity,
    }
    return Arrival(
        service_id=heartbeat.service_id,
        source=SOURCE,
        body=json.dumps(body, ensure_ascii=False).encode(),
    )
