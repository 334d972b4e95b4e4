"""Lists of alerts, filtered; the newest first, page by page.

A page costs about the same however many alerts there are. Whatever has an index is
asked of it; a text or a time is looked for among so many alerts at once, and a page
then says where to go on, even when it found nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from incidents.alerts.models import Alert, AlertQuerySet, IncidentTag
from incidents.catalog.models import Service
from incidents.people.models import Person

OPEN, OVER = "open", "over"
WINDOW = 10_000
_NUMBER = 18  # no id has more digits


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty does not matter.

    `status` is one of Alert.Status, `open` for all that are not resolved, or `over`.
    `service`, `team` and `incident` are ids. Alerts last heard of from `since` until
    before `until` (UTC).
    """

    service: int | None = None
    team: int | None = None
    incident: int | None = None
    status: str = ""
    severity: str = ""
    tag: str = ""
    source: str = ""
    dedup_key: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`older` leads to the next page: the id before which it begins, or None."""

    alerts: tuple[Alert, ...]
    older: int | None


def find(
    wanted: Wanted,
    *,
    by: Person | None,
    before: int | None = None,
    limit: int = 50,
    windows: int = 10,
    alone: bool = False,
) -> Page:
    """The alerts that `by` may know of, with ids below `before`.

    A text or a time is looked for among `windows` times WINDOW alerts at most. `alone`
    is for who needs neither their services' nor their incidents' rows, nor why.
    """
    found = narrowed(wanted)
    shown = _alone if alone else _with_related
    if before is not None:
        found = found.filter(pk__lt=before)
    if not _needs_looking(wanted):
        return _page(shown(found.visible_to(by)), limit)
    page = Page((), None)
    for _ in range(windows):
        since = _window(found)
        seen = found.visible_to(by).filter(pk__gte=since)
        page = _page(shown(_searched(seen, wanted)), limit)
        if page.older is None and since:
            page = Page(page.alerts, since)
        if page.alerts or page.older is None:
            break
        found = found.filter(pk__lt=page.older)
    return page


def one(alert_id: int, *, by: Person | None) -> Alert | None:
    """The alert, if there is one that `by` may know of."""
    seen = Alert.objects.visible_to(by)
    found = seen.select_related("service__team", "incident")
    return found.filter(pk=alert_id).first() if 0 < alert_id < 2**63 else None


def narrowed(wanted: Wanted) -> AlertQuerySet:
    """By everything that has an index; who may know of them is asked elsewhere."""
    found = Alert.objects.order_by("-pk")
    if wanted.status == OPEN:
        found = found.exclude(status=Alert.Status.RESOLVED)
    status = Alert.Status.RESOLVED if wanted.status == OVER else wanted.status
    exact = {
        "incident": wanted.incident,
        "status": "" if wanted.status == OPEN else status,
        "severity": wanted.severity,
        "source": wanted.source,
        "dedup_key": wanted.dedup_key,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    services = _services(wanted)
    if services is not None:
        found = found.filter(service__in=services)
    if wanted.tag:
        tagged = IncidentTag.objects.filter(text=wanted.tag)
        incidents = list(tagged.values_list("incident", flat=True))
        found = found.filter(Q(tags__contains=[wanted.tag]) | Q(incident__in=incidents))
    return found


def _services(wanted: Wanted) -> Sequence[int] | None:
    """Ids, or None for any. A key is one of a service, and so is its index."""
    if not (wanted.service or wanted.team or wanted.dedup_key):
        return None
    found = Service.objects.all()
    if wanted.service:
        found = found.filter(pk=wanted.service)
    if wanted.team:
        found = found.filter(team=wanted.team)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _with_related(found: AlertQuerySet) -> AlertQuerySet:
    return found.select_related("service__team", "incident")


def _alone(found: AlertQuerySet) -> AlertQuerySet:
    return found.defer("decisions", "changes")


def _page(found: AlertQuerySet, limit: int) -> Page:
    rows = list(found[: limit + 1])
    older = rows[limit - 1].pk if len(rows) > limit else None
    return Page(tuple(rows[:limit]), older)


def _needs_looking(wanted: Wanted) -> bool:
    return bool(_text(wanted) or wanted.since or wanted.until)


def _window(found: AlertQuerySet) -> int:
    """Where the newest WINDOW of these end: an id, or 0 when there are no more."""
    last = list(found.values_list("pk", flat=True)[WINDOW - 1 : WINDOW])
    return last[0] if last else 0


def _searched(found: AlertQuerySet, wanted: Wanted) -> AlertQuerySet:
    if wanted.since:
        found = found.filter(last_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(last_at__lt=wanted.until)
    text = _text(wanted)
    if not text:
        return found
    named = Service.objects.filter(name__icontains=text)
    matches = Q(title__icontains=text) | Q(dedup_key=text)
    matches |= Q(service__in=list(named.values_list("pk", flat=True)))
    number = text.upper().removeprefix("INC-").removeprefix("#")
    if number.isdecimal():
        matches |= Q(incident=int(number[:_NUMBER]))
    return found.filter(matches)


def _text(wanted: Wanted) -> str:
    return wanted.text.replace("\0", "").strip()
