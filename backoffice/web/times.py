"""When an incident reached what, mended on the web."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from backoffice.web.timeline import MOMENT, tried
from incidents.lifecycle import times as milestones
from incidents.record.models import Incident


class TimesForm(forms.Form):
    """One field for each time that it has, on the viewer's clock, to the minute."""

    def __init__(self, incident: Incident, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, at in milestones.reached(incident).items():
            self.fields[name] = forms.DateTimeField(
                label=milestones.NAMES[name],
                initial=timezone.localtime(at).strftime(MOMENT),
                input_formats=[MOMENT, f"{MOMENT}:%S"],
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
                error_messages={
                    "invalid": "Choose a day and a time.",
                    "required": "Choose a day and a time.",
                },
            )


@login_required
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The form, and what it changes."""
    incident = found_incident(request, incident_id)
    form = TimesForm(incident, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def mend() -> None:
            milestones.change_times(
                incident=incident,
                times=form.cleaned_data,
                by=viewer(request),
                now=timezone.now(),
            )

        if tried(form, mend):
            messages.success(request, "The times are saved.")
            return redirect("web:incident", incident_id)
    context = {
        "incident": incident,
        "form": form,
        "zone": timezone.get_current_timezone_name(),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/times.html", context, status=status)
