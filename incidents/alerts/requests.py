"""What became of a request that a drop-in gave an id to."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from incidents.alerts.models import Alert, InboxRow
from incidents.alerts.reading import read
from incidents.catalog.models import ServiceKey

# An id says when it was made, and its row is from about then: only what the service got
# in this while is looked through, so that no index is needed.
AROUND = timedelta(minutes=1)
_BEGIN = datetime(1582, 10, 15, tzinfo=UTC)  # of the clock in ids (RFC 9562, 5.1)
# No machine's address: the random ones have this bit (RFC 9562, 6.10).
_RANDOM = 1 << 40


class KeyUnknown(Exception):
    """No service has this key, or not any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` says why nothing became of it; `alert` is None then."""

    action: str
    processed_at: datetime
    problem: str
    alias: str
    alert: int | None


def new_id() -> str:
    """For the context of its row, as `request`."""
    return str(uuid.uuid1(node=secrets.randbits(48) | _RANDOM))


def outcome(*, request: str, digest: str, source: str) -> Outcome | None:
    """For the service with this key; None as long as it is not sorted, or unknown.

    Raises KeyUnknown.
    """
    good = Q(expires_at=None) | Q(expires_at__gt=Now())
    key = ServiceKey.objects.filter(good, digest=digest, revoked_at=None).first()
    if key is None:
        raise KeyUnknown
    row = _row(key.service_id, request, source)
    if row is None or row.drained_at is None:
        return None
    signals = read(row, row.received_at).signals
    alias = signals[0].dedup_key if signals else ""
    known = Alert.objects.filter(service_id=key.service_id, dedup_key=alias)
    alert = known.filter(first_inbox_id__lte=row.pk).order_by("-pk").first()
    problem = row.problem or ("" if alert else "Alert does not exist")
    return Outcome(
        action=str(row.context.get("action") or ""),
        processed_at=row.drained_at,
        problem=problem,
        alias=alias,
        alert=alert.pk if alert and not problem else None,
    )


def _row(service: int, request: str, source: str) -> InboxRow | None:
    try:
        made = uuid.UUID(request)
        at = _BEGIN + timedelta(microseconds=made.time // 10)
        around = (at - AROUND, at + AROUND)
    except (ValueError, OverflowError):
        return None
    return InboxRow.objects.filter(
        service_id=service,
        source=source,
        received_at__range=around,
        context__request=str(made),
    ).first()
