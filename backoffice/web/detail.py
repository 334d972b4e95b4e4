"""One incident."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.links import channel_app_url, channel_url
from backoffice.viewer import viewer
from backoffice.web import incident_alerts, timeline
from backoffice.web.live import live_page, unchanged
from backoffice.web.version import version
from incidents.followups import queries as follow_ups
from incidents.followups.services import today_of
from incidents.lifecycle import archiving, closing
from incidents.outbox import queries as outbox
from incidents.postmortems import queries as postmortems
from incidents.record import queries
from incidents.record.models import MILESTONES, Incident
from incidents.record.over import survivor
from incidents.record.services import NoSuchIncident
from incidents.response import services as response
from incidents.roles import queries as roles
from incidents.values import Status


@login_required
@require_safe
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """How it stands, what happened, and what is stuck about it."""
    found = _found(request, incident_id)
    seen = version(request, found)
    if same := unchanged(request, seen):
        return same
    channel = found.channel
    taking_part = found.participants.select_related("person")
    people = list(taking_part.order_by("person__name"))
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
            "participants": people,
            "roles": roles.taken(found),
            "went_to": _went_to(request, found),
            **timeline.shown(request, found, people),
            "follow_ups": list(follow_ups.of(found)),
            "today": today_of(viewer(request), timezone.now()),
            "stuck": outbox.stuck(found.subject),
            **_aftermath(found),
            **incident_alerts.shown(found, by=viewer(request)),
            "channel_url": channel_url(channel) if channel else "",
            "channel_app_url": channel_app_url(channel) if channel else "",
        },
        version=seen,
    )


def _went_to(request: HttpRequest, found: Incident) -> Incident | None:
    """What it was merged into, as far as the viewer may know."""
    left = survivor(found)
    visible = Incident.objects.visible_to(viewer(request))
    return None if left == found else visible.filter(pk=left.pk).first()


def _aftermath(found: Incident) -> dict[str, object]:
    """What is still to be done about an incident that is over."""
    if found.is_open or found.status in (Status.DECLINED, Status.MERGED):
        return {}
    over = found.status == Status.CLOSED
    return {
        "blockers": [] if over else closing.blocking(found),
        "postmortem": postmortems.of(found),
        "archived_at": archiving.planned(found),
    }


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
        return queries.detailed(incident_id, by=viewer(request))
    except NoSuchIncident as error:
        hint = "If it is private, only who is in it can see it."
        raise Http404(f"{error.message} {hint}") from error
