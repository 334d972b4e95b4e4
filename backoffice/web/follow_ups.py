"""Follow-ups on the web: the viewer's and everybody's, to tick off and to change."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from backoffice.viewer import viewer
from backoffice.web.live import live_page
from backoffice.web.pages import found_incident
from backoffice.web.timeline import tried
from incidents.followups import queries, services
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.people.models import Person
from incidents.record import privacy
from incidents.record.models import Incident
from incidents.values import TITLE_LIMIT, Mistake

PAGE_SIZE = 25
WHOSE = [("mine", "Mine"), ("nobody", "Nobody's"), ("all", "Everybody's")]
STATES = [("open", "Open"), ("late", "Overdue"), ("ended", "Done or dropped")]


class FollowUpForm(forms.Form):
    """Only the title is needed."""

    title = forms.CharField(
        required=False,
        max_length=TITLE_LIMIT,
        error_messages={"max_length": f"At most {TITLE_LIMIT} characters fit."},
    )
    owner = forms.ModelChoiceField(Person.objects.none(), required=False)
    due = forms.DateField(
        required=False, error_messages={"invalid": "Choose a day, or leave it empty."}
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was filled in, once it is valid."""
        data = self.cleaned_data
        return Plan(title=data["title"], owner=data["owner"], due_on=data["due"])


@login_required
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What the viewer may see: their own open ones unless they ask for others."""
    person, asked = viewer(request), request.GET
    today = services.today_of(person, timezone.now())
    whose = asked.get("whose") if asked.get("whose") in dict(WHOSE) else "mine"
    state = asked.get("state") if asked.get("state") in dict(STATES) else "open"
    number = asked.get("incident", "").upper().removeprefix("INC-")
    if number and "whose" not in asked:
        whose = "all"
    found = queries.visible(by=person)
    if whose != "all":
        found = found.filter(owner=person if whose == "mine" else None)
    if number.isdecimal():
        found = found.filter(incident__pk=int(number[:18]))
    if state == "ended":
        found = found.exclude(status=FollowUp.Status.OPEN)
    else:
        late = {"due_on__lt": today} if state == "late" else {}
        found = found.filter(status=FollowUp.Status.OPEN, **late)
    kept = asked.copy()
    kept.pop("page", None)
    return live_page(
        request,
        "backoffice/follow_ups.html",
        "backoffice/_follow_up_list.html",
        {
            "page": Paginator(found, PAGE_SIZE).get_page(asked.get("page")),
            "query": kept.urlencode(),
            "today": today,
            "here": request.get_full_path(),
            "whose": WHOSE,
            "states": STATES,
            "asked": {"whose": whose, "state": state, "incident": number},
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Something is to be done because of the incident."""
    incident = found_incident(request, incident_id)
    form = FollowUpForm(request.POST or None, people=_people(incident))
    if request.method == "POST" and form.is_valid():

        def make() -> None:
            services.add(
                incident=incident,
                plan=form.plan(),
                by=viewer(request),
                now=timezone.now(),
            )

        if tried(form, make):
            messages.success(request, "The follow-up is added.")
            return redirect("web:incident", incident_id)
    return _form_page(request, incident, form)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, incident_id: int, follow_up_id: int) -> HttpResponse:
    """Give it another title, owner or day."""
    incident = found_incident(request, incident_id)
    found = _found(incident, follow_up_id)
    now = {"title": found.title, "owner": found.owner_id, "due": found.due_on}
    people = _people(incident) | Person.objects.filter(follow_ups=found)
    form = FollowUpForm(request.POST or None, initial=now, people=people)
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            services.change(
                incident=incident,
                follow_up_id=follow_up_id,
                plan=form.plan(),
                by=viewer(request),
                now=timezone.now(),
            )

        if tried(form, save):
            messages.success(request, "The follow-up is saved.")
            return redirect("web:incident", incident_id)
    return _form_page(request, incident, form, follow_up=found)


@login_required
@require_POST
def done(request: HttpRequest, incident_id: int, follow_up_id: int) -> HttpResponse:
    """It is done."""
    return _end(request, incident_id, follow_up_id, services.done, "Done: {}")


@login_required
@require_POST
def drop(request: HttpRequest, incident_id: int, follow_up_id: int) -> HttpResponse:
    """It will not be done."""
    return _end(request, incident_id, follow_up_id, services.drop, "Dropped: {}")


@login_required
@require_POST
def reopen(request: HttpRequest, incident_id: int, follow_up_id: int) -> HttpResponse:
    """It is to be done after all."""
    return _end(request, incident_id, follow_up_id, services.reopen, "Open again: {}")


def _end(
    request: HttpRequest,
    incident_id: int,
    follow_up_id: int,
    verb: Callable[..., FollowUp],
    told: str,
) -> HttpResponse:
    incident = found_incident(request, incident_id)
    _found(incident, follow_up_id)
    try:
        found = verb(
            incident=incident,
            follow_up_id=follow_up_id,
            by=viewer(request),
            now=timezone.now(),
        )
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, told.format(found.title))
    return redirect(_back(request, incident_id))


def _back(request: HttpRequest, incident_id: int) -> str:
    """Where the button stood, if that is a page of ours."""
    url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return url
    return f"/incidents/{incident_id}/"


def _people(incident: Incident) -> QuerySet[Person]:
    """Who may be chosen: members; for a private incident, those who are in it."""
    found = Person.objects.filter(is_active=True).exclude(slack_user__is_guest=True)
    if incident.is_private:
        inside = privacy.insiders(incident)
        found = found.filter(pk__in=[person.pk for person in inside])
    return found


def _found(incident: Incident, follow_up_id: int) -> FollowUp:
    try:
        return queries.find(incident, follow_up_id)
    except Mistake as mistake:
        raise Http404(mistake.message) from mistake


def _form_page(
    request: HttpRequest,
    incident: Incident,
    form: FollowUpForm,
    follow_up: FollowUp | None = None,
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "follow_up": follow_up,
        "people": form.fields["owner"].queryset,  # type: ignore[attr-defined]
        "most": TITLE_LIMIT,
        "today": services.today_of(viewer(request), timezone.now()),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/follow_up.html", context, status=status)
