"""Writing pages, and asking for them to be sent once their time has come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from incidents import bulk
from incidents.contacts.models import Importance, Way
from incidents.contacts.values import Planned
from incidents.escalation.models import Page, Run
from incidents.escalation.modes import delay
from incidents.escalation.values import Chain
from incidents.outbox import services as outbox
from incidents.outbox.values import SLACK, Wanted
from incidents.people.models import Person
from incidents.policies.values import Target
from incidents.record import effects
from incidents.record.models import subject_of
from incidents.values import Severity

PAGE = "page"
SLACK_PAGE = "page.slack"
EMAIL_PAGE = "page.email"
CANCEL = "page.cancel"
SOONEST = 1
KINDS = {Way.SLACK: SLACK_PAGE, Way.EMAIL: EMAIL_PAGE}
UNSET = 50
WAITING = Page.Status.WAITING
QUEUED = Page.Status.QUEUED


def pages_for(
    target: Target,
    ways: Sequence[Planned],
    *,
    incident: int,
    mode: str,
    importance: Importance,
    why: Chain,
    text: str,
    now: datetime,
    run: Run | None = None,
    level: int | None = None,
    by: Person | None = None,
) -> list[Page]:
    """A page for each way to somebody, not written yet; what is due goes at once."""
    made = []
    for planned in ways:
        due_at = now + delay(planned, mode)
        made.append(
            bulk.new(
                Page,
                run_id=run.pk if run else None,
                incident_id=incident,
                person_id=target.person,
                contact_id=target.contact,
                name=target.name[:120],
                way=planned.way,
                method_id=planned.method,
                importance=importance,
                level=level,
                text=text[:300],
                why=[*why, {"step": "way", "text": planned.reason}],
                asked_by_id=by.pk if by else None,
                status=QUEUED if due_at <= now else WAITING,
                due_at=due_at,
            )
        )
    return made


def add(pages: Sequence[Page], severities: Mapping[int, str]) -> list[Page]:
    """Write these pages, and ask for those that are due; severities by incident."""
    made = bulk.insert(pages)
    ask(made, severities)
    return made


def ask(pages: Iterable[Page], severities: Mapping[int, str]) -> None:
    """Ask for those of them that are queued to be sent."""
    outbox.add_all(
        [
            _effect(each, severities.get(each.incident_id or 0, ""))
            for each in pages
            if each.status == QUEUED
        ]
    )


def _effect(page: Page, severity: str) -> Wanted:
    kind = KINDS.get(Way(page.way), PAGE)
    return Wanted(
        kind=kind,
        key=f"page:{page.pk}",
        subject=subject_of(page.incident_id) if page.incident_id else f"page:{page.pk}",
        args={"page": page.pk},
        priority=10 * Severity(severity).rank if severity else UNSET,
        queue=SLACK if kind == SLACK_PAGE else PAGE,
        lane=f"{kind}:{page.person_id}" if kind == SLACK_PAGE else "",
    )


def let_go(pages: Iterable[int]) -> None:
    """What waited to be told with others waits no more: it was told, or is over."""
    keys = [f"page:{pk}" for pk in pages]
    if keys:
        outbox.hurry(keys=keys, queue=PAGE)


def hang_up(calls: Iterable[tuple[int, str, str, str]]) -> None:
    """Ask for calls to be taken back that nobody needs any more: the id of each page,
    its engine, its way, and what the engine calls it.
    """
    outbox.add_all(
        [
            Wanted(
                kind=CANCEL,
                key=f"cancel:{page}:{vendor_id}",
                subject=f"page:{page}",
                args={
                    "page": page,
                    "engine": engine,
                    "way": way,
                    "vendor_id": vendor_id,
                },
                priority=SOONEST,
                queue=PAGE,
            )
            for page, engine, way, vendor_id in calls
        ]
    )


def show(incidents: Iterable[int]) -> None:
    """Have what shows these incidents tell who is being paged now."""
    kinds = (effects.ALERTS, effects.CARD)
    keys = [f"{kind}:{pk}" for pk in sorted(set(incidents)) for kind in kinds]
    outbox.touch_shown(keys=keys)


# Incidents before their pages, as every change of them does; what somebody changes at
# this moment is left for the next look. A page without an incident is a test.
_DUE = """
SELECT p.id, i.severity FROM incidents_page p
JOIN incidents_incident i ON i.id = p.incident_id
WHERE p.status = 'waiting' AND p.due_at <= %s
ORDER BY p.due_at LIMIT %s FOR NO KEY UPDATE OF i SKIP LOCKED
"""


def send_due(*, now: datetime, limit: int) -> int:
    """Ask for pages whose time has come, in a transaction; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        found = dict(cursor.fetchall())
    if not found:
        return 0
    rows = Page.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    due = list(rows.filter(pk__in=found, status=WAITING, due_at__lte=now))
    for page in due:
        page.status = QUEUED
    Page.objects.filter(pk__in=[page.pk for page in due]).update(status=QUEUED)
    ask(due, {page.incident_id or 0: found[page.pk] for page in due})
    return len(due)
