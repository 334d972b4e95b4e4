"""What the last look found."""

from collections.abc import Collection
from datetime import datetime, timedelta

from incidents.auditing import telling
from incidents.auditing.models import Audit, Trouble
from incidents.auditing.values import Standing

# No look for longer than this says that the auditor itself does not work.
STALE = timedelta(minutes=1)


def standing(now: datetime) -> Standing:
    """How Muster is by its own account. Troubles are the oldest first, those that
    admins were told of; others may be over in a moment.
    """
    audit = Audit.objects.first() or Audit()
    looked = audit.looked_at
    found = Trouble.objects.filter(ended_at=None, told_at__isnull=False)
    return Standing(
        looked_at=looked,
        is_stale=looked is None or now - looked > STALE,
        troubles=tuple(found.order_by("pk")),
        answered_at=audit.answered_at,
        ping_error=audit.ping_error,
    )


def to_tell(ids: Collection[int], what: str) -> list[Trouble]:
    """Those of these troubles to speak of, the oldest first: of a message that says
    that they are over, none that came back meanwhile.
    """
    found = Trouble.objects.filter(pk__in=list(ids)).order_by("pk")
    return [e for e in found if what != telling.OVER or e.ended_at is not None]
