"""Alerts: the list, and one alert with what was decided about it."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.viewer import viewer
from backoffice.web.live import live_page
from incidents.alerts import finding, sources, why
from incidents.alerts.finding import OPEN, Wanted
from incidents.alerts.models import Alert
from incidents.catalog import queries as catalog
from incidents.values import Severity

PAGE_SIZE = 50
FILTERS = ("q", "status", "severity", "service", "tag", "incident", "heard")
HEARD = {
    "1h": ("In the last hour", timedelta(hours=1)),
    "24h": ("In the last day", timedelta(days=1)),
    "7d": ("In the last week", timedelta(days=7)),
}
_DIGITS = 18  # no id has more


@login_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What the viewer may see, the newest first."""
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    page = finding.find(
        _wanted(asked, timezone.now()),
        by=viewer(request),
        before=_number(request.GET.get("before", "")),
        limit=PAGE_SIZE,
    )
    kept = request.GET.copy()
    kept.pop("before", None)
    return live_page(
        request,
        "backoffice/alerts.html",
        "backoffice/_alerts.html",
        {
            "page": page,
            "query": kept.urlencode(),
            "is_first": not request.GET.get("before"),
            "now": timezone.now(),
            "asked": asked,
            "filtered": any(asked.values()),
            "statuses": [(OPEN, "Not resolved"), *Alert.Status.choices],
            "severities": [(s.value, s.value) for s in Severity],
            "heard": [(value, label) for value, (label, _) in HEARD.items()],
            "services": catalog.services(),
        },
    )


@login_required
@require_safe
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: what is known of it, and each decision with its reason."""
    found = finding.one(alert_id, by=viewer(request))
    if found is None:
        hint = "If its incident is private, only who is in it can see it."
        raise Http404(f"There is no alert {alert_id}. {hint}")
    source = sources.find(found.source)
    return live_page(
        request,
        "backoffice/alert.html",
        "backoffice/_alert.html",
        {
            "alert": found,
            "source": source.label if source else found.source,
            "decisions": [
                (why.step(each), each) for each in why.of_alert(found).decisions
            ],
            "paged": why.paged_for(found.incident),
            "links": [each for each in found.links if _is_web(each.get("url", ""))],
            "labels": sorted(found.labels.items()),
            "bodies": _bodies(request, found),
            "now": timezone.now(),
        },
    )


def _wanted(asked: dict[str, str], now: datetime) -> Wanted:
    heard = HEARD.get(asked["heard"])
    known = asked["status"] == OPEN or asked["status"] in Alert.Status.values
    return Wanted(
        service=_number(asked["service"]),
        incident=_number(asked["incident"]),
        status=asked["status"] if known else "",
        severity=asked["severity"] if asked["severity"] in Severity.values else "",
        tag=asked["tag"].replace("\0", "").strip(),
        text=asked["q"],
        since=now - heard[1] if heard else None,
    )


def _number(text: str) -> int | None:
    return int(text[:_DIGITS]) if text.isascii() and text.isdecimal() else None


def _is_web(url: object) -> bool:
    return str(url).startswith(("https://", "http://"))


def _bodies(request: HttpRequest, found: Alert) -> list[tuple[str, str]]:
    """For admins: the first and the last body that told of it, as they came."""
    if not viewer(request).is_staff:
        return []
    ends = {"First body": found.first_inbox_id, "Last body": found.last_inbox_id}
    if found.first_inbox_id == found.last_inbox_id:
        ends = {"The body": found.first_inbox_id}
    return [
        (label, address)
        for label, row in ends.items()
        if row and (address := _body_address(row))
    ]


def _body_address(row: int) -> str:
    try:
        return reverse("admin:incidents_inboxrow_change", args=[row])
    except NoReverseMatch:
        return ""
