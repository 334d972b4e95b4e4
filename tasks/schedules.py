"""The schedules that are there by default.

Kept in the database, made once and never written over: an admin changes, pauses or adds
to them in the back-office, under Engine, Periodic tasks.
"""

from typing import Any

from django_celery_beat.models import IntervalSchedule, PeriodicTask

from bot import registry

HOURLY = (1, IntervalSchedule.HOURS)
DAILY = (1, IntervalSchedule.DAYS)
MINUTELY = (1, IntervalSchedule.MINUTES)


def make(**_: Any) -> None:
    """Add what is missing, after each migration."""
    for name, sync in registry.syncs().items():
        _add(sync.title, f"tasks.syncs.{name}", HOURLY)
    _add("forget old receipts", "tasks.syncs.forget", DAILY)
    _add("say that beat is there", "tasks.auditing.heard", MINUTELY)
    _add("look for services without anybody", "tasks.auditing.coverage", HOURLY)


def _add(title: str, task: str, every: tuple[int, str]) -> None:
    if PeriodicTask.objects.filter(task=task).exists():
        return
    number, period = every
    interval, _ = IntervalSchedule.objects.get_or_create(every=number, period=period)
    PeriodicTask.objects.get_or_create(
        name=title, defaults={"task": task, "interval": interval}
    )
