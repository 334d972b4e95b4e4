"""The list of incidents."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.viewer import viewer
from backoffice.web.live import live_page
from incidents.catalog import queries as catalog
from incidents.people.models import Person
from incidents.record.models import Incident, IncidentQuerySet
from incidents.values import OPEN, Severity, Status

PAGE_SIZE = 25


@login_required
@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """What the viewer may see: open first, the worst first, then the newest."""
    asked = request.GET
    found = _filtered(_visible(viewer(request)), asked)
    page = Paginator(found, PAGE_SIZE).get_page(asked.get("page"))
    kept = asked.copy()
    kept.pop("page", None)
    return live_page(
        request,
        "backoffice/incidents.html",
        "backoffice/_incidents.html",
        {
            "page": page,
            "query": kept.urlencode(),
            "now": timezone.now(),
            "asked": {name: asked.get(name, "") for name in FILTERS},
            "filtered": any(asked.get(name) for name in FILTERS),
            "statuses": [("open", "Open"), ("over", "Over"), *Status.choices],
            "severities": [(s.value, s.value) for s in Severity],
            "services": catalog.services(),
        },
    )


FILTERS = ("q", "status", "severity", "service")


def _visible(person: Person) -> IncidentQuerySet:
    over = Case(
        When(status__in=OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    worst = Case(
        When(
            status__in=OPEN,
            then=Coalesce(NullIf(F("severity"), Value("")), Value("SEV9")),
        ),
        default=Value(""),
    )
    found = Incident.objects.visible_to(person).select_related("service", "lead")
    return found.order_by(over, worst, "-pk")


def _filtered(found: IncidentQuerySet, asked: QueryDict) -> IncidentQuerySet:
    status, severity = asked.get("status", ""), asked.get("severity", "")
    if status == "open":
        found = found.filter(status__in=OPEN)
    elif status == "over":
        found = found.exclude(status__in=OPEN)
    elif status in Status.values:
        found = found.filter(status=status)
    if severity in Severity.values:
        found = found.filter(severity=severity)
    if (service := asked.get("service", "")).isdecimal():
        found = found.filter(service__pk=int(service[:18]))
    return _searched(found, asked.get("q", "").replace("\0", "").strip())


def _searched(found: IncidentQuerySet, text: str) -> IncidentQuerySet:
    if not text:
        return found
    matches = (
        Q(title__icontains=text)
        | Q(summary__icontains=text)
        | Q(latest_update__icontains=text)
        | Q(service__name__icontains=text)
        | Q(lead__name__icontains=text)
    )
    number = text.upper().removeprefix("INC-").removeprefix("#")
    if number.isdecimal():
        matches |= Q(pk=int(number[:18]))
    return found.filter(matches)
