"""One incident."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.links import channel_app_url, channel_url
from backoffice.viewer import viewer
from backoffice.web.live import live_page
from incidents.outbox import queries as outbox
from incidents.record import queries
from incidents.record.models import MILESTONES, Incident
from incidents.record.services import NoSuchIncident
from incidents.response import services as response
from incidents.values import Status


@login_required
@require_safe
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """How it stands, what happened, and what is stuck about it."""
    found = _found(request, incident_id)
    channel = found.channel
    return live_page(
        request,
        "backoffice/incident.html",
        "backoffice/_incident.html",
        {
            "incident": found,
            "now": timezone.now(),
            "times": [
                (Status(status).label, at)
                for status in MILESTONES
                if status is not Status.TRIAGE and (at := found.reached(status))
            ],
            "timeline": queries.timeline(found).order_by("-at", "-pk"),
            "participants": found.participants.select_related("person").order_by(
                "person__name"
            ),
            "stuck": outbox.stuck(found.subject),
            "channel_url": channel_url(channel) if channel else "",
            "channel_app_url": channel_app_url(channel) if channel else "",
        },
    )


@login_required
@require_POST
def retry(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Try again what is stuck about the incident."""
    found = _found(request, incident_id)
    count = response.retry(incident=found, by=viewer(request), now=timezone.now())
    if count:
        messages.success(request, "Trying again what was stuck.")
    else:
        messages.info(request, "Nothing is stuck any more.")
    return redirect("web:incident", incident_id)


def _found(request: HttpRequest, incident_id: int) -> Incident:
    try:
        return queries.find(incident_id, by=viewer(request))
    except NoSuchIncident as error:
        hint = "If it is private, only who is in it can see it."
        raise Http404(f"{error.message} {hint}") from error
