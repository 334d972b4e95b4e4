"""The overview: what is open, what failed, where to go."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from backoffice.admin.notices import notices
from backoffice.viewer import viewer
from incidents.outbox.models import Effect
from incidents.record import privacy, queries
from incidents.record.models import Incident
from incidents.values import Severity

admin.site.index_title = "Overview"

DEAD = Effect.Status.DEAD
FAILED = f"?status__exact={DEAD.value}"


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the index template shows besides the list of screens."""
    person = viewer(request)
    found = queries.open_incidents(by=person)
    return context | {
        "notices": notices(),
        "severities": _by_severity(request),
        "open_incidents": found[:8],
        "failed": privacy.effects(by=person).filter(status=DEAD).count(),
        "failed_hidden": privacy.hidden_effects(by=person).filter(status=DEAD).count(),
        "failed_url": reverse("admin:incidents_effect_changelist") + FAILED,
    }


def failed_badge(request: HttpRequest) -> int:
    """How many effects gave up."""
    return privacy.effects(by=viewer(request)).filter(status=DEAD).count()


def _by_severity(request: HttpRequest) -> list[dict[str, Any]]:
    visible = Incident.objects.visible_to(viewer(request)).open().order_by()
    rows = visible.values("severity").annotate(number=Count("pk"))
    counts = {row["severity"]: row["number"] for row in rows}
    url = reverse("admin:incidents_incident_changelist")
    shown = [(s.value, s.label, f"severity__exact={s.value}") for s in Severity]
    shown.append(("", "Not set", "severity__exact="))
    return [
        {
            "name": value or "none",
            "label": label,
            "number": counts.get(value, 0),
            "url": f"{url}?open=yes&{query}",
        }
        for value, label, query in shown
    ]
