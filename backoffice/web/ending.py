"""The end of an incident on the web: what is missing, closing, reopening."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from incidents.lifecycle import closing, resolution
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.status import ENDED
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.values import TEXT_LIMIT, Mistake, Severity, Status

CLOSABLE = (Status.RESOLVED, Status.POST_INCIDENT)
REOPENABLE = (*ENDED, Status.DECLINED)


@login_required
@require_safe
def page(request: HttpRequest, incident_id: int) -> HttpResponse:
    """What closing still needs, each with what solves it; and reopening."""
    return _page(request, found_incident(request, incident_id))


@login_required
@require_POST
def close(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Close it; an admin may do so with something missing, and says why."""
    return _act(
        request,
        incident_id,
        lambda about: lifecycle.close(
            **about,
            reason=_text(request, "reason"),
            anyway=request.POST.get("anyway") == "yes",
        ),
        done="{} is closed.",
    )


@login_required
@require_POST
def reopen(request: HttpRequest, incident_id: int) -> HttpResponse:
    """It is not over after all, and why."""
    return _act(
        request,
        incident_id,
        lambda about: verbs.reopen(**about, reason=_text(request, "reason")),
        done="{} is open again.",
    )


@login_required
@require_POST
def resolved_by(request: HttpRequest, incident_id: int) -> HttpResponse:
    """What fixed it."""
    return _act(
        request,
        incident_id,
        lambda about: resolution.write(**about, text=_text(request, "text")),
        done="It is on the record of {} what fixed it.",
        back="web:ending",
    )


@login_required
@require_POST
def severity(request: HttpRequest, incident_id: int) -> HttpResponse:
    """How bad it was, where nobody has said so yet."""
    return _act(
        request,
        incident_id,
        lambda about: lifecycle.change_severity(
            **about, severity=_text(request, "severity")
        ),
        done="The severity of {} is set.",
        back="web:ending",
    )


def _act(
    request: HttpRequest,
    incident_id: int,
    act: Callable[[dict[str, Any]], Incident],
    *,
    done: str,
    back: str = "web:incident",
) -> HttpResponse:
    """One verb; a mistake is shown above what was typed."""
    incident = found_incident(request, incident_id)
    about = {"incident": incident, "by": viewer(request), "now": timezone.now()}
    try:
        act(about)
    except Mistake as mistake:
        messages.error(request, mistake.message)
        return _page(request, incident, status=422)
    messages.success(request, done.format(incident.reference))
    return redirect(back, incident_id)


def _page(
    request: HttpRequest, incident: Incident, *, status: int = 200
) -> HttpResponse:
    blockers = closing.blocking(incident) if incident.status in CLOSABLE else []
    context = {
        "incident": incident,
        "typed": request.POST,
        "can_close": incident.status in CLOSABLE,
        "can_reopen": incident.status in REOPENABLE,
        "blockers": blockers,
        "severities": Severity.choices,
        "most": TEXT_LIMIT,
    }
    return render(request, "backoffice/ending.html", context, status=status)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n")
