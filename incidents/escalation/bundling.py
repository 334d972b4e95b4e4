"""Several pages to the same phone within two minutes are told in one call or SMS.

The first goes at once. What comes within two minutes waits for their end, and then
one page tells all that wait. What is more severe than all that was told goes at once,
and so does an incident that was told already: somebody insists. Each takes along what
waits.

A page that another one tells of keeps its own effect until it is over, so that nothing
is lost with the other one: whichever fails, each of them goes on to its next way.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from incidents import bulk, rows
from incidents.contacts.models import Way
from incidents.escalation.models import Page, Run
from incidents.prepared import Prepared
from incidents.values import OPEN, Severity

Status = Page.Status
INTERRUPTING = (Way.CALL, Way.SMS)
OUT = (Status.SENT, Status.RINGING, Status.ANSWERED, Status.DELIVERED)
# What is told at once; more of them follow in the next call.
MOST = 20
# The page that tells of another one is looked at again so soon.
SOON = timedelta(seconds=15)
LEAST = 9
_LOCK = Prepared("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))")
WANTED = Q(run__status=Run.Status.RUNNING) | Q(run=None, incident__status__in=OPEN)


def wait_of(page: Page, *, in_doubt: bool, now: datetime) -> datetime | None:
    """When a queued page's turn comes; None when it goes now, with what it tells of
    besides. The page and its incident are held.
    """
    window = timedelta(seconds=settings.BUNDLE_SECONDS)
    interrupts = page.way in INTERRUPTING and page.method_id is not None
    if not (window and interrupts and page.incident_id):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"page:{page.method_id}:{page.way}"])
    if _is_being_told(page):
        return now + SOON
    is_alone = _is_alone(page, now - window)
    if page.begun_at is None:
        until = None if is_alone else _busy_until(page, now, window)
        if until is not None:
            return until
        page.begun_at, page.told_by = now, None
        bulk.update([page], ["begun_at", "told_by"])
    if not (in_doubt or is_alone):  # what may have been told is told again as it was
        _take_along(page)
    return None


_OTHERS = Prepared("""
SELECT EXISTS (
    SELECT FROM incidents_page WHERE method_id = %(method)s AND way = %(way)s
        AND id <> %(id)s AND begun_at > %(since)s
) OR EXISTS (
    SELECT FROM incidents_page WHERE method_id = %(method)s AND way = %(way)s
        AND id <> %(id)s AND status = 'queued' AND begun_at IS NULL
)
""")


def _is_alone(page: Page, since: datetime) -> bool:
    """Most pages are: nothing else went to this phone lately, or waits to."""
    return not rows.is_so(_OTHERS, _about(page, since))


def _is_being_told(page: Page) -> bool:
    """By another page, which is not sent yet. It is read anew: what a row that was
    waited for is joined with is of the time before the wait.
    """
    if page.told_by_id is None:
        return False
    return Page.objects.filter(pk=page.told_by_id, status=Status.QUEUED).exists()


# What was told within the window, with what was told along with it.
_TOLD = Prepared("""
WITH lately AS (
    SELECT id, incident_id, begun_at FROM incidents_page
    WHERE method_id = %(method)s AND way = %(way)s AND id <> %(id)s
        AND begun_at > %(since)s AND status NOT IN ('failed', 'cancelled')
)
SELECT told.incident_id,
    (SELECT severity FROM incidents_incident WHERE id = told.incident_id),
    (SELECT max(begun_at) FROM lately)
FROM (
    SELECT id, incident_id FROM lately
    UNION ALL
    SELECT id, incident_id FROM incidents_page
    WHERE told_by_id = ANY(ARRAY(SELECT id FROM lately))
) AS told
WHERE told.id <> %(id)s
""")


def _busy_until(page: Page, now: datetime, window: timedelta) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, _about(page, now - window))
        told = cursor.fetchall()
    if not told or page.incident_id in {incident for incident, _, _ in told}:
        return None
    own = page.incident.severity if page.incident else ""
    if _rank(own) < min(_rank(severity or "") for _, severity, _ in told):
        return None
    last: datetime = told[0][-1]
    return last + window


def _about(page: Page, since: datetime) -> dict[str, Any]:
    """Every other page to the same phone, in the same way, begun since then."""
    return {
        "method": page.method_id,
        "way": page.way,
        "id": page.pk,
        "since": since,
    }


def _rank(severity: str) -> int:
    return Severity(severity).rank if severity else LEAST


def _take_along(page: Page) -> None:
    """What else waits to be told to this phone. What somebody changes at this moment is
    left, and comes by itself.
    """
    waits = Page.objects.filter(
        WANTED,
        method=page.method_id,
        way=page.way,
        status=Status.QUEUED,
        begun_at=None,
        told_by=None,
    ).exclude(Q(pk=page.pk) | Q(incident=None))
    free = waits.select_for_update(no_key=True, skip_locked=True, of=("self",))
    taken = list(free.order_by("pk")[: max(0, MOST - len(page.bundled))])
    if not taken:
        return
    Page.objects.filter(pk__in=[each.pk for each in taken]).update(told_by=page)
    others = {each.incident_id for each in taken} | set(page.bundled)
    page.bundled = sorted(pk for pk in others if pk and pk != page.incident_id)
    page.save(update_fields=["bundled"])


def told(page: Page) -> list[Page]:
    """The pages that this one tells of, held, with their incidents, which are held."""
    held = Page.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = held.select_related("incident", "person", "contact", "run")
    return list(found.filter(told_by=page.pk))


def further(page: Page) -> list[Page]:
    """The pages that this one tells of and that nobody has taken up yet; one for each
    incident.
    """
    told_of = Page.objects.filter(WANTED, told_by=page.pk)
    going = told_of.filter(status__in=(Status.QUEUED, *OUT)).order_by("pk")
    found = going.select_related("incident__service", "person", "contact", "method")
    others = {each.incident_id: each for each in found}
    others.pop(page.incident_id, None)
    return list(others.values())


def needless(ended: QuerySet[Page]) -> list[Page]:
    """The calls by which these pages of an incident ring, without those that tell of
    something else that somebody should hear.
    """
    own = ended.exclude(vendor_id="")
    leading = Page.objects.filter(
        pk__in=ended.exclude(told_by=None).values("told_by"),
        status__in=(Status.SENT, Status.RINGING, Status.ACKNOWLEDGED),
    ).exclude(vendor_id="")
    found = {each.pk: each for each in (*own, *leading)}
    return [each for each in found.values() if not _needed(each, ended)]


def _needed(call: Page, ended: QuerySet[Page]) -> bool:
    if not call.bundled:
        return False
    every = Page.objects.filter(WANTED, Q(pk=call.pk) | Q(told_by=call.pk))
    going = every.filter(status__in=(Status.QUEUED, *OUT))
    return going.exclude(pk__in=ended.values("pk")).exists()


_HOLD = Prepared("""
SELECT id FROM incidents_incident WHERE id = ANY(ARRAY(
    SELECT unnest(array_append(bundled::bigint[], incident_id))
    FROM incidents_page WHERE id = %s
)) ORDER BY id FOR NO KEY UPDATE
""")


def hold(page_id: int) -> None:
    """The incidents that a page is about: whoever changes it holds them all. In the
    order of their ids, so that two who hold several do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [page_id])
