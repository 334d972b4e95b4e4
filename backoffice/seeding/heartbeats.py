"""Jobs of Brightwater that should be heard of: one is up, one is new, one is paused.

None of them is late while somebody tries Muster by day: what is late opens an incident.
"""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Service
from incidents.heartbeats import services
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.values import Plan

NIGHTLY = Plan(
    "Nightly payout",
    cron="30 2 * * *",
    timezone="Europe/London",
    grace_seconds=1800,
    severity="critical",
)
RENEWAL = Plan("Certificate renewal", interval_seconds=86_400, grace_seconds=3600)
MOVED = Plan("Export to the old warehouse", interval_seconds=3600, grace_seconds=300)


@transaction.atomic
def make(*, now: datetime) -> None:
    """Make them unless there are some; what was changed since stays changed."""
    ledger = Service.objects.filter(slug="ledger").first()
    if ledger is None or Heartbeat.objects.exists():
        return
    nightly, _, moved = (
        services.make(service=ledger, plan=plan, by=None, now=now)
        for plan in (NIGHTLY, RENEWAL, MOVED)
    )
    services.beat(token=services.token_of(nightly), now=now)
    services.pause(heartbeat=moved, by=None, now=now)
