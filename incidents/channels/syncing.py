"""Runs of the syncs: one of a kind at a time, page by page, each kept for a month.

A run is an effect that asks for itself again until the last page is kept: it has a
lease, waits for a vendor's pause without holding a thread, and goes on from its cursor
after a restart.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, Value
from django.db.models.functions import Concat

from incidents.channels.models import SyncRun
from incidents.outbox import services as outbox
from incidents.outbox.models import Effect
from incidents.outbox.values import Wanted
from incidents.people.models import Person

KIND = "sync"
FAILED = "sync_failed"
QUEUE = "sync"
PRIORITY = 90

State = SyncRun.State


@transaction.atomic
def start(*, name: str, now: datetime) -> SyncRun:
    """Begin to read, or answer the run under way; one that gave up is begun anew."""
    running = SyncRun.objects.select_for_update(no_key=True).filter(
        name=name, state=State.RUNNING
    )
    under_way = running.first()
    if under_way is not None and _is_alive(under_way):
        return under_way
    running.update(state=State.FAILED, ended_at=now)
    run = begin(name=name, now=now)
    _ask(run, cursor="")
    return run


def begin(*, name: str, now: datetime) -> SyncRun:
    """A run that the caller carries out itself, page by page."""
    SyncRun.objects.filter(name=name, state=State.RUNNING).update(
        state=State.FAILED, ended_at=now, error="Another run took over."
    )
    return SyncRun.objects.create(name=name, started_at=now, progress_at=now)


def page_kept(*, run: SyncRun, rows: int, now: datetime, note: str = "") -> None:
    """A page is kept, in the transaction of this; the note is for people."""
    SyncRun.objects.filter(pk=run.pk).update(
        pages=F("pages") + 1, rows=F("rows") + rows, progress_at=now, error=""
    )
    _note(run, note)


def go_on(*, run: SyncRun, cursor: str) -> None:
    """Read the page that the cursor leads to next."""
    _ask(run, cursor=cursor)


def end(*, run: SyncRun, now: datetime, note: str = "", error: str = "") -> None:
    """It has read all. With `error` a person has to look at something."""
    SyncRun.objects.filter(pk=run.pk).update(
        state=State.FAILED if error else State.DONE, ended_at=now, error=error
    )
    _note(run, note)
    if error:
        _tell(run)


@transaction.atomic
def hindered(*, run: SyncRun, error: str, gave_up: bool, now: datetime) -> None:
    """A page could not be read; it is tried again, unless the run gave up."""
    fields: dict[str, Any] = {"error": error[:2_000]}
    if gave_up:
        fields |= {"state": State.FAILED, "ended_at": now}
    SyncRun.objects.filter(pk=run.pk, state=State.RUNNING).update(**fields)
    if gave_up:
        _tell(run)


def admins() -> list[int]:
    """Who looks after Muster, by their ids."""
    found = Person.objects.filter(is_superuser=True, is_active=True)
    return list(found.order_by("pk").values_list("pk", flat=True))


def paced(*, run: SyncRun) -> None:
    """Slack asked for a pause: from now on each page waits its turn."""
    SyncRun.objects.filter(pk=run.pk).update(is_paced=True)


def running(run_id: int) -> SyncRun | None:
    return SyncRun.objects.filter(pk=run_id, state=State.RUNNING).first()


def latest() -> dict[str, SyncRun]:
    """The last run of each sync, by name."""
    found = SyncRun.objects.order_by("name", "-pk").distinct("name")
    return {run.name: run for run in found}


def forget(*, before: datetime) -> None:
    SyncRun.objects.filter(ended_at__lt=before).delete()


def key(name: str) -> str:
    return f"{KIND}:{name}"


def _note(run: SyncRun, note: str) -> None:
    if note:
        line = Concat(F("notes"), Value(f"{note}\n"))
        SyncRun.objects.filter(pk=run.pk).update(notes=line)


def _tell(run: SyncRun) -> None:
    """Tell each admin that it failed, once until it has worked again."""
    runs = SyncRun.objects.filter(name=run.name)
    worked = runs.filter(state=State.DONE).aggregate(last=Max("pk"))["last"] or 0
    first = runs.filter(state=State.FAILED, pk__gt=worked).aggregate(pk=Min("pk"))["pk"]
    outbox.add_all(
        [
            Wanted(
                kind=FAILED,
                key=f"{FAILED}:{run.name}:{first}:{person}",
                subject=KIND,
                args={"name": run.name, "person": person},
                priority=70,
            )
            for person in admins()
        ]
    )


def _is_alive(run: SyncRun) -> bool:
    """Whether its effect is on its way, rather than given up."""
    trying = (Effect.Status.PENDING, Effect.Status.LEASED)
    return Effect.objects.filter(
        key=key(run.name), status__in=trying, args__run=run.pk
    ).exists()


def _ask(run: SyncRun, *, cursor: str) -> None:
    outbox.touch(
        kind=KIND,
        key=key(run.name),
        subject=KIND,
        args={"run": run.pk, "cursor": cursor},
        priority=PRIORITY,
        queue=QUEUE,
    )
