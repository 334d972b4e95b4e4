"""What beat asks for: reading from Slack, and forgetting what is old.

A sync is an effect (docs/sync.md), so that a task only begins it.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from bot import registry
from incidents.channels import syncing
from incidents.outbox import services as outbox
from incidents.record.effects import HOME
from incidents.response import services as response
from tasks.celery import app

RECEIPTS_KEPT = timedelta(days=7)
EFFECTS_KEPT = timedelta(days=30)
HOMES_KEPT = timedelta(days=2)
RUNS_KEPT = timedelta(days=30)


def _starter(name: str) -> Callable[[], None]:
    def start() -> None:
        syncing.start(name=name, now=timezone.now())

    return start


for _sync in registry.syncs():
    app.task(name=f"tasks.syncs.{_sync}")(_starter(_sync))


@app.task(name="tasks.syncs.forget")
def forget() -> None:
    """Forget digests of requests that no one delivers again, and what was sent."""
    now = timezone.now()
    response.forget_receipts(before=now - RECEIPTS_KEPT)
    outbox.forget(before=now - EFFECTS_KEPT)
    outbox.forget_unseen(kind=HOME, before=now - HOMES_KEPT)
    syncing.forget(before=now - RUNS_KEPT)
