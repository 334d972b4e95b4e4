"""Acting on an open incident on the web: telling how it stands, resolving it."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from backoffice.web.timeline import tried
from incidents.catalog import queries as catalog
from incidents.lifecycle.status import allowed
from incidents.record.models import Incident
from incidents.response import services as response
from incidents.response import verbs
from incidents.response.updating import publish_update
from incidents.updates.cadence import cadence
from incidents.updates.values import Update
from incidents.values import TEXT_LIMIT, Mistake, Severity, Status

CADENCE = "cadence"
NONE = "none"
NEXT = (
    ("15", "In 15 minutes"),
    ("30", "In 30 minutes"),
    ("60", "In 1 hour"),
    ("120", "In 2 hours"),
    ("240", "In 4 hours"),
    ("480", "In 8 hours"),
    ("1440", "In 1 day"),
    (NONE, "No further update is planned"),
)
_TOO_LONG = {"max_length": f"At most {TEXT_LIMIT:,} characters fit."}


class UpdateForm(forms.Form):
    """As the form in Slack; what is left empty stays as it is."""

    text = forms.CharField(
        max_length=TEXT_LIMIT, required=False, error_messages=_TOO_LONG
    )

    def __init__(self, incident: Incident, data: QueryDict | None = None) -> None:
        super().__init__(data)
        status, severity = incident.get_status_display(), incident.severity or "Not set"
        for name, choices in (
            ("status", [("", f"{status} (as now)"), *_statuses(incident)]),
            ("severity", [("", f"{severity} (as now)"), *_severities(incident)]),
            ("next", [(CADENCE, _as_asked(incident)), *NEXT]),
        ):
            self.fields[name] = forms.ChoiceField(choices=choices, required=False)

    def update(self, now: datetime) -> Update:
        """What was filled in, once it is valid."""
        after = self.cleaned_data["next"] or CADENCE
        minutes = int(after) if after.isdecimal() else None
        return Update(
            text=self.cleaned_data["text"],
            status=self.cleaned_data["status"],
            severity=self.cleaned_data["severity"],
            as_severity_asks=after == CADENCE,
            next_at=now + timedelta(minutes=minutes) if minutes else None,
        )


class ResolveForm(forms.Form):
    """What fixed it, if that is known already."""

    text = forms.CharField(
        max_length=TEXT_LIMIT, required=False, error_messages=_TOO_LONG
    )


@login_required
@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Tell how it stands, and move it along if it moved."""
    incident = found_incident(request, incident_id)
    form = UpdateForm(incident, request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()

        def publish() -> None:
            publish_update(
                incident=incident, update=form.update(now), by=viewer(request), now=now
            )

        if tried(form, publish):
            messages.success(request, "Published in its channel and on its card.")
            return redirect("web:incident", incident_id)
    return _page(request, "backoffice/update.html", incident, form)


@login_required
@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest, incident_id: int) -> HttpResponse:
    """It is over."""
    incident = found_incident(request, incident_id)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def end() -> None:
            response.resolve(
                incident=incident,
                by=viewer(request),
                now=timezone.now(),
                reason=form.cleaned_data["text"],
            )

        if tried(form, end):
            messages.success(request, f"{incident.reference} is resolved.")
            return redirect("web:incident", incident_id)
    return _page(request, "backoffice/resolve.html", incident, form)


@login_required
@require_POST
def accept(request: HttpRequest, incident_id: int) -> HttpResponse:
    """It is real, and the viewer looks into it."""
    incident = found_incident(request, incident_id)
    try:
        verbs.accept(incident=incident, by=viewer(request), now=timezone.now())
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, f"You accepted {incident.reference}.")
    return redirect("web:incident", incident_id)


def _statuses(incident: Incident) -> list[tuple[str, str]]:
    following = allowed(Status(incident.status))
    return [(s.value, s.label) for s in following if s is not Status.CLOSED]


def _severities(incident: Incident) -> list[tuple[str, str]]:
    return [(s.value, s.label) for s in Severity if s.value != incident.severity]


def _as_asked(incident: Incident) -> str:
    every = cadence(catalog.rule(incident.severity))
    if every is None:
        return "As its severity asks (none)"
    return f"As its severity asks (in {every // timedelta(minutes=1)} min)"


def _page(
    request: HttpRequest, template: str, incident: Incident, form: forms.Form
) -> HttpResponse:
    context = {"incident": incident, "form": form, "most": TEXT_LIMIT}
    return render(request, template, context, status=422 if form.errors else 200)
