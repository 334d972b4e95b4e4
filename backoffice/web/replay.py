"""An old incident under another policy, beside what happened; nothing is written."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.web.pages import found_incident
from incidents.alerts import why
from incidents.policies.models import Policy
from incidents.response import guiding


@login_required
@require_safe
def replay(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Why who was paged, and the policy of `?policy=slug` from the incident's start."""
    incident = found_incident(request, incident_id)
    slug = request.GET.get("policy", "")
    policies = list(Policy.objects.select_related("team").order_by("name"))
    chosen = next((each for each in policies if each.slug == slug), None)
    context = {
        "incident": incident,
        "policies": policies,
        "chosen": chosen,
        "is_lost": bool(slug) and chosen is None,
        "told": guiding.replay(incident=incident, policy=chosen) if chosen else None,
        "paged": why.paged_for(incident),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "backoffice/replay.html", context)
