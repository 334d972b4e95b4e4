"""Syncs on a schedule, run by beat."""

from datetime import timedelta

from django.utils import timezone

from bot import sync
from incidents.response import services as response
from tasks.celery import app

RECEIPTS_KEPT = timedelta(days=7)


@app.task(name="tasks.syncs.people")
def people() -> None:
    sync.people(sync.connect())


@app.task(name="tasks.syncs.conversations")
def conversations() -> None:
    sync.conversations(sync.connect())


@app.task(name="tasks.syncs.forget")
def forget() -> None:
    """Forget the digests of requests that no one delivers again."""
    response.forget_receipts(before=timezone.now() - RECEIPTS_KEPT)
