"""Whether every service has somebody who can be reached, for the next week."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.house import HOUSE
from incidents.catalog.models import Service
from incidents.coverage.noticing import AHEAD
from incidents.coverage.proving import prove
from incidents.coverage.telling import gap_text
from incidents.people.models import Team

# A page is proven while somebody waits for it.
MOST = 40
GAPS = 10
DAYS = AHEAD // timedelta(days=1)


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Of all services, or of one team's (`?team=slug`)."""
    now = timezone.now()
    services = Service.objects.select_related("team").order_by("name")
    teams = Team.objects.filter(services__isnull=False).distinct().order_by("name")
    chosen = request.GET.get("team", "")
    if chosen:
        services = services.filter(team__slug=chosen)
    shown = list(services[: MOST + 1])
    found = [
        (proof, [gap_text(gap, proof.zone) for gap in proof.gaps[:GAPS]])
        for proof in prove(shown[:MOST], now, now + AHEAD, HOUSE)
    ]
    context = {
        "found": found,
        "lacking": sum(not proof.is_covered for proof, _ in found),
        "days": DAYS,
        "gaps": GAPS,
        "teams": list(teams),
        "chosen": chosen,
        "is_cut": len(shown) > MOST,
    }
    return render(request, "backoffice/coverage.html", context)
