"""What is watched: Muster's own parts, services with their last signal, heartbeats."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice import parts, secret
from backoffice.viewer import viewer
from backoffice.web.live import live_page
from incidents.catalog import service_keys
from incidents.heartbeats import health
from incidents.heartbeats.models import Heartbeat


@login_required
@require_safe
def monitoring(request: HttpRequest) -> HttpResponse:
    """What is late or storms comes first, then what fires, then the rest by name."""
    now = timezone.now()
    watched = health.watched(by=viewer(request))
    watched.sort(key=lambda each: (not each.late, not each.storm, not each.firing))
    found = parts.every(now)
    return live_page(
        request,
        "backoffice/monitoring.html",
        "backoffice/_monitoring.html",
        {
            "now": now,
            "parts": found,
            "troubled": [each for each in found if not each.ok],
            "watched": watched,
        },
    )


@login_required
@require_POST
def reveal(request: HttpRequest, heartbeat_id: int) -> HttpResponse:
    """The address as JSON, for the team and for admins; it is noted who asked."""
    found = Heartbeat.objects.select_related("service")
    heartbeat = get_object_or_404(found, pk=heartbeat_id)
    person = viewer(request)
    if not service_keys.may_see(service=heartbeat.service, person=person):
        raise PermissionDenied("Only the service's team and admins see this address.")
    answer = JsonResponse(
        {"key": secret.reveal_address(heartbeat=heartbeat, by=person)}
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
