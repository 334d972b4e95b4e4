"""Who is being paged, who was, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from incidents import rows
from incidents.escalation.models import Page, Run
from incidents.prepared import Prepared
from incidents.record.models import Incident

GOING = (
    Page.Status.QUEUED,
    Page.Status.SENT,
    Page.Status.RINGING,
    Page.Status.ANSWERED,
    Page.Status.DELIVERED,
)


@dataclass(frozen=True, slots=True)
class Paging:
    """Who is being paged for an incident now. `next_at` (UTC) is when the next level
    follows; None when there is none. `names` are in the order they were tried.
    """

    names: tuple[str, ...]
    policy: str
    next_at: datetime | None
    is_running: bool


NOBODY = Paging((), "", None, is_running=False)

# By the partial indexes of what is due: most looks find nothing.
_DUE = """
SELECT EXISTS (
    SELECT FROM incidents_run WHERE status = 'running' AND next_at <= %(now)s
) OR EXISTS (
    SELECT FROM incidents_page WHERE status = 'waiting' AND due_at <= %(now)s
) OR EXISTS (
    SELECT FROM incidents_page WHERE check_at <= %(now)s
)
"""


def is_anything_due(now: datetime) -> bool:
    """Whether a level, a page or a look at a silent page is due by `now` (UTC)."""
    return rows.is_so(_DUE, {"now": now})


def paging(incident: Incident) -> Paging:
    """Who was tried last and has not answered, in two queries."""
    if not incident.is_open:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [incident.pk])
        run = cursor.fetchone()
        cursor.execute(_GOING, [incident.pk, _GOING_NOW, run is not None])
        names = dict.fromkeys(str(name) for (name,) in cursor.fetchall())
    policy, next_at = run or ("", None)
    return Paging(
        names=tuple(names), policy=policy, next_at=next_at, is_running=run is not None
    )


_GOING_NOW = [each.value for each in GOING]
_RUNNING = Prepared("""
SELECT name, next_at FROM incidents_run
WHERE incident_id = %s AND status = 'running' ORDER BY id DESC LIMIT 1
""")
_GOING = Prepared("""
SELECT name FROM incidents_page
WHERE incident_id = %s AND status = ANY(%s) AND (%s OR run_id IS NULL) ORDER BY id
""")


def was_paged(incident: Incident) -> bool:
    """Whether anybody was ever paged for it."""
    of_it = "SELECT EXISTS (SELECT FROM incidents_page WHERE incident_id = %s)"
    return rows.is_so(of_it, [incident.pk])


def runs_of(incident: Incident) -> list[Run]:
    """Its runs, the oldest first."""
    return list(Run.objects.filter(incident=incident).order_by("pk"))


def pages_of(incident: Incident, *, limit: int) -> list[Page]:
    """Its latest pages, the oldest of them first."""
    latest = Page.objects.filter(incident=incident).order_by("-pk")
    return list(reversed(latest[:limit]))


def latest_of(people: Iterable[int], *, since: datetime) -> list[Page]:
    """What these people were paged with since then (UTC), the newest first."""
    latest = Page.objects.filter(person__in=list(people), created_at__gte=since)
    return list(latest.order_by("-pk"))


def overdue(*, before: datetime) -> int:
    """How many runs and pages have been due since before then, and nobody took them."""
    runs = Run.objects.filter(status=Run.Status.RUNNING, next_at__lt=before).count()
    waiting = Page.objects.filter(status=Page.Status.WAITING, due_at__lt=before)
    return runs + waiting.count()
