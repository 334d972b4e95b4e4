"""Muster's own parts: whether each does what it is for, and if not, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db.models import Max
from django_celery_beat.models import PeriodicTask

from incidents.auditing import queries as auditing
from incidents.channels.models import SyncRun, Workspace
from incidents.heartbeats import health, parts, reception
from incidents.outbox import queries as outbox

LATE = timedelta(minutes=1)
# The syncs that come with Muster are hourly.
BEAT_SILENT = timedelta(hours=2)
BROKER_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """`detail` says how it is; when `ok` is false, what to do about it too."""

    name: str
    ok: bool
    detail: str


def every(now: datetime) -> list[Part]:
    """All of them, in the order in which an alert passes."""
    running = parts.parts()
    return [
        _web(running, now),
        _inbox(now),
        _workers(running),
        _outbox(now),
        _slack(),
        _syncs(),
        _beat(now),
        _broker(),
        _auditor(now),
    ]


def _web(running: list[parts.Part], now: datetime) -> Part:
    number = sum(each.kind == parts.WEB and each.is_well for each in running)
    if reception.receiving(now):
        return Part("web", ok=True, detail=f"{number} servers receive.")
    return Part(
        "web",
        ok=False,
        detail="No web server said lately that it receives, so no heartbeat becomes "
        "late: see the server's log.",
    )


def _inbox(now: datetime) -> Part:
    found = health.inbox(now)
    seconds = int(found.lag.total_seconds())
    waits = f"{found.waiting} bodies wait, the oldest for {seconds} s"
    if found.is_well:
        return Part("inbox", ok=True, detail=f"{waits}.")
    hint = "No worker takes them: start one, or see its log."
    return Part("inbox", ok=False, detail=f"{waits}. {hint}")


def _workers(running: list[parts.Part]) -> Part:
    workers = [each for each in running if each.kind == parts.WORKER]
    well = [each for each in workers if each.is_well]
    if not well:
        hint = "No worker lives: start one (docs/configuration.md)."
        return Part("workers", ok=False, detail=hint)
    named = "; ".join(_described(each) for each in workers)
    if len(well) == len(workers):
        return Part("workers", ok=True, detail=f"{named}.")
    hint = "Restart what is silent; the others do its work meanwhile."
    return Part("workers", ok=False, detail=f"{named}. {hint}")


def _described(part: parts.Part) -> str:
    hangs = "" if part.is_well else f", silent for {part.silent:.0f} s"
    return f"{part.name} ({', '.join(part.queues)}{hangs})"


def _outbox(now: datetime) -> Part:
    late, dead = outbox.late(before=now - LATE), outbox.dead()
    if not late and not dead:
        return Part("outbox", ok=True, detail="Nothing is late, nothing gave up.")
    return Part(
        "outbox",
        ok=False,
        detail=f"{late} effects are over a minute late and {dead} gave up: Engine, "
        "Effects in the back-office says why, with Retry.",
    )


def _slack() -> Part:
    workspace = Workspace.objects.order_by("pk").first()
    if workspace is None or not settings.SLACK_BOT_TOKEN:
        hint = "Slack is not connected: run `python manage.py connect`."
        return Part("slack", ok=False, detail=hint)
    how = "Socket Mode" if settings.SLACK_APP_TOKEN else "requests from Slack"
    return Part("slack", ok=True, detail=f"Connected to {workspace.name}, by {how}.")


def _syncs() -> Part:
    failed = [run.name for run in _latest_runs() if run.state == SyncRun.State.FAILED]
    if failed:
        hint = "Slack, Syncs in the back-office says why."
        named = ", ".join(failed)
        return Part("syncs", ok=False, detail=f"Failed at last: {named}. {hint}")
    return Part("syncs", ok=True, detail="None failed at last.")


def _latest_runs() -> Iterator[SyncRun]:
    newest = SyncRun.objects.order_by().values("name").annotate(newest=Max("pk"))
    yield from SyncRun.objects.filter(pk__in=[each["newest"] for each in newest])


def _beat(now: datetime) -> Part:
    """Pulses do without beat; it begins the syncs alone."""
    enabled = PeriodicTask.objects.filter(enabled=True)
    known = enabled.aggregate(last=Max("last_run_at"), made=Max("date_changed"))
    last = known["last"]
    if last is None and known["made"] and now - known["made"] < BEAT_SILENT:
        return Part("beat", ok=True, detail="It has only begun.")
    if last is None:
        hint = "It has begun nothing yet: start `celery beat` (docs/configuration.md)."
        return Part("beat", ok=False, detail=hint)
    detail = f"It last began something at {last:%Y-%m-%d %H:%M} UTC."
    if now - last < BEAT_SILENT:
        return Part("beat", ok=True, detail=detail)
    hint = "No sync begins by itself: restart `celery beat`."
    return Part("beat", ok=False, detail=f"{detail} {hint}")


def _broker() -> Part:
    if settings.BROKER_URL.startswith("filesystem:"):
        return Part("broker", ok=True, detail="Wake-ups go through a folder.")
    try:
        redis.Redis.from_url(
            settings.BROKER_URL,
            socket_timeout=BROKER_SECONDS,
            socket_connect_timeout=BROKER_SECONDS,
        ).ping()
    except (redis.RedisError, ValueError):
        hint = "It does not answer. Everything works, up to a second later."
        return Part("broker", ok=False, detail=hint)
    return Part("broker", ok=True, detail="It answers.")


def _auditor(now: datetime) -> Part:
    """What Muster found when it looked at itself (docs/auditor.md)."""
    found = auditing.standing(now)
    if found.is_stale:
        hint = (
            "Nobody looks for what is overdue or stuck: see the logs of web and worker."
        )
        return Part("auditor", ok=False, detail=hint)
    if found.troubles:
        text = " ".join(each.text for each in found.troubles[:5])
        return Part("auditor", ok=found.is_well, detail=text)
    ping = f" {found.ping_error}" if found.ping_error else ""
    return Part("auditor", ok=not ping, detail=f"Nothing is overdue or stuck.{ping}")
