"""The alerts of an incident on its page: taking it up, silencing, tags."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from incidents.alerts import finding, showing, why
from incidents.alerts.finding import Wanted
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import alerts, verbs
from incidents.response import services as response
from incidents.values import OPEN, Mistake, Status

SHOWN = 20
LENGTHS = (
    ("30m", "30 minutes"),
    ("1h", "1 hour"),
    ("4h", "4 hours"),
    ("1d", "1 day"),
    ("morning", "until tomorrow 09:00"),
)


def shown(incident: Incident, *, by: Person) -> dict[str, Any]:
    """What its page shows of alerts; nothing for one that has none, but its tags."""
    if not showing.has_any(incident):
        return {"has_alerts": False}
    state = showing.shown(incident, most=SHOWN)
    listed = finding.find(Wanted(incident=incident.pk), by=by, limit=SHOWN)
    return {
        "has_alerts": True,
        "alerts": state,
        "listed": state.alerts or listed.alerts,
        "rest": state.total - len(state.alerts or listed.alerts),
        "in_triage": incident.status == Status.TRIAGE,
        "can_act": incident.status in OPEN,
        "lengths": LENGTHS,
        "paged": why.paged_for(incident),
    }


@login_required
@require_POST
def accept(request: HttpRequest, incident_id: int) -> HttpResponse:
    """It is real, and the viewer looks into it."""
    return _act(request, incident_id, verbs.accept, done="You accepted {}.")


@login_required
@require_POST
def resolve(request: HttpRequest, incident_id: int) -> HttpResponse:
    """It is over, and its alerts with it."""
    reason = request.POST.get("reason", "").replace("\r\n", "\n")
    return _act(
        request,
        incident_id,
        lambda **about: response.resolve(**about, reason=reason),
        done="{} is resolved, and its alerts with it.",
    )


@login_required
@require_POST
def silence(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Its alerts page nobody for a while."""
    until = request.POST.get("other", "").strip() or request.POST.get("until", "")
    reason = request.POST.get("reason", "")
    return _act(
        request,
        incident_id,
        lambda **about: alerts.silence(**about, until=until, reason=reason),
        done="The alerts of {} page nobody until then.",
    )


@login_required
@require_POST
def unsilence(request: HttpRequest, incident_id: int) -> HttpResponse:
    return _act(request, incident_id, alerts.unsilence, done="{} pages again.")


@login_required
@require_POST
def tag(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Put a tag on it."""
    text = request.POST.get("tag", "")
    return _act(
        request,
        incident_id,
        lambda **about: alerts.add_tag(**about, text=text),
        done="{} has the tag.",
    )


@login_required
@require_POST
def untag(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Take a tag off it."""
    text = request.POST.get("tag", "")
    return _act(
        request,
        incident_id,
        lambda **about: alerts.remove_tag(**about, text=text),
        done="The tag of {} is gone.",
    )


def _act(
    request: HttpRequest,
    incident_id: int,
    act: Callable[..., Incident],
    *,
    done: str,
) -> HttpResponse:
    incident = found_incident(request, incident_id)
    try:
        act(incident=incident, by=viewer(request), now=timezone.now())
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, done.format(incident.reference))
    return redirect("web:incident", incident_id)
