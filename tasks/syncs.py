"""Syncs on a schedule, run by beat."""

from datetime import timedelta

from django.utils import timezone

from bot import sync
from incidents.outbox import services as outbox
from incidents.response import services as response
from tasks.celery import app

RECEIPTS_KEPT = timedelta(days=7)
EFFECTS_KEPT = timedelta(days=30)


@app.task(name="tasks.syncs.people")
def people() -> None:
    sync.people(sync.connect())


@app.task(name="tasks.syncs.conversations")
def conversations() -> None:
    sync.conversations(sync.connect())


@app.task(name="tasks.syncs.forget")
def forget() -> None:
    """Forget digests of requests that no one delivers again, and what was sent."""
    now = timezone.now()
    response.forget_receipts(before=now - RECEIPTS_KEPT)
    outbox.forget(before=now - EFFECTS_KEPT)
