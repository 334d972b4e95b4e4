"""Declaring on the web: the same service as in Slack."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.viewer import viewer
from incidents.catalog import impact
from incidents.catalog import queries as catalog
from incidents.catalog.models import ImpactQuestion, Service
from incidents.lifecycle import declaring
from incidents.lifecycle.duplicates import near_duplicates
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import services as response
from incidents.values import TEXT_LIMIT, TITLE_LIMIT, Mistake, Severity

CHOICES = [("", "Not known yet"), *Severity.choices]


class DeclareForm(forms.Form):
    """As the form in Slack. `again` is set once the likely duplicates were shown."""

    title = forms.CharField(max_length=TITLE_LIMIT)
    severity = forms.ChoiceField(choices=CHOICES, required=False)
    service = forms.ModelChoiceField(
        Service.objects.select_related("team"), required=False, empty_label="Not known"
    )
    summary = forms.CharField(max_length=TEXT_LIMIT, required=False)
    private = forms.BooleanField(required=False)
    again = forms.BooleanField(required=False)
    once = forms.UUIDField()

    def declaration(self) -> Declaration:
        """What was filled in, once it is valid."""
        service = self.cleaned_data["service"]
        return Declaration(
            title=self.cleaned_data["title"],
            severity=self.cleaned_data["severity"],
            service=service.pk if service else None,
            summary=self.cleaned_data["summary"],
            is_private=self.cleaned_data["private"],
        )


@login_required
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """The form; what is open already and alike is offered before a second is made."""
    form = DeclareForm(request.POST or None, initial={"once": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form)
    try:
        answer = _once(form, viewer(request))
    except Mistake as mistake:
        known = mistake.field if mistake.field in form.fields else None
        form.add_error(known, mistake.message)
        return _shown(request, form)
    if "alike" in answer:
        alike = Incident.objects.in_bulk(answer["alike"])
        return _shown(request, form, alike=[alike[pk] for pk in answer["alike"]])
    number = answer["incident"]
    messages.success(request, f"INC-{number} is declared. Its channel opens in Slack.")
    return redirect("web:incident", number)


def _once(form: DeclareForm, person: Person) -> response.Answer:
    """Declare it, or name what is alike; the same form sent twice declares one."""
    declaration = form.declaration()

    def act() -> tuple[response.Answer, bool]:
        if not form.cleaned_data["again"]:
            alike = near_duplicates(declaration=declaration, by=person)
            if alike:
                return {"alike": [incident.pk for incident in alike]}, False
        incident = declaring.declare(
            declaration=declaration, by=person, now=timezone.now()
        )
        return {"incident": incident.pk}, True

    answer, _ = response.once(f"web-{form.cleaned_data['once'].hex}", act)
    return answer


def _shown(request: HttpRequest, form: DeclareForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "services": catalog.services(),
        "questions": [_asked(question) for question in impact.questions()],
        "consequences": {
            severity.value: impact.consequences(severity.value) for severity in Severity
        },
        "limits": {"title": TITLE_LIMIT, "summary": TEXT_LIMIT},
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/declare.html", context, status=status)


def _asked(question: ImpactQuestion) -> dict[str, Any]:
    return {"text": question.text, "levels": list(question.levels.all())}
