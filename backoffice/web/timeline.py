"""The timeline on the web: notes, mending lines, hiding them and showing them again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from incidents.people.models import Person
from incidents.record import queries, timeline
from incidents.record.models import Entry, Incident, Participant
from incidents.values import TEXT_LIMIT, Mistake

MOMENT = "%Y-%m-%dT%H:%M"


class LineForm(forms.Form):
    """A line's words and time; the time is on the viewer's clock, to the minute."""

    text = forms.CharField(
        max_length=TEXT_LIMIT,
        required=False,
        strip=True,
        error_messages={"max_length": f"At most {TEXT_LIMIT:,} characters fit."},
    )
    at = forms.DateTimeField(
        required=False,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        error_messages={"invalid": "Choose a day and a time."},
    )


@dataclass(frozen=True)
class Line:
    """A line, and whether the viewer can mend it."""

    entry: Entry
    mends: bool


def shown(
    request: HttpRequest, incident: Incident, people: Sequence[Participant]
) -> dict[str, Any]:
    """The lines for the incident's page, the newest first; who is in it may ask for
    the hidden ones too.
    """
    entries = list(queries.timeline(incident, hidden=True).order_by("-at", "-pk"))
    hidden = sum(entry.is_hidden for entry in entries)
    inside = hidden and _is_in(incident, viewer(request), people)
    with_hidden = bool(inside) and request.GET.get("hidden") == "1"
    return {
        "timeline": [
            Line(entry, _mends(entry))
            for entry in entries
            if with_hidden or not entry.is_hidden
        ],
        "hidden": hidden if inside else 0,
        "with_hidden": with_hidden,
    }


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Write something down, now or at a time that has passed."""
    incident = found_incident(request, incident_id)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def write() -> None:
            timeline.note(
                incident=incident,
                text=form.cleaned_data["text"],
                at=form.cleaned_data["at"],
                by=viewer(request),
                now=timezone.now(),
            )

        if tried(form, write):
            messages.success(request, "It is on the timeline.")
            return redirect("web:incident", incident_id)
    return _page(request, "backoffice/note.html", {"incident": incident, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, incident_id: int, entry_id: int) -> HttpResponse:
    """Mend a line."""
    incident = found_incident(request, incident_id)
    entry = _found(incident, entry_id)
    if entry.is_hidden and not _is_in(
        incident, viewer(request), list(incident.participants.all())
    ):
        raise Http404("This line is hidden: who is in the incident can see it.")
    at = timezone.localtime(entry.at)
    form = LineForm(
        request.POST or None, initial={"text": entry.text, "at": at.strftime(MOMENT)}
    )
    if request.method == "POST" and form.is_valid():

        def mend() -> None:
            timeline.edit(
                incident=incident,
                entry_id=entry_id,
                text=form.cleaned_data["text"] if "text" in request.POST else None,
                at=form.cleaned_data["at"],
                by=viewer(request),
                now=timezone.now(),
            )

        if tried(form, mend):
            messages.success(request, "The line is saved.")
            return redirect("web:incident", incident_id)
    context = {
        "incident": incident,
        "form": form,
        "entry": entry,
        "edits": _edits(entry),
        "may_reword": timeline.may_reword(entry),
        "may_time": timeline.may_time(entry),
        "may_hide": timeline.may_hide(entry),
        "zone": timezone.get_current_timezone_name(),
    }
    return _page(request, "backoffice/line.html", context)


@login_required
@require_POST
def hide(request: HttpRequest, incident_id: int, entry_id: int) -> HttpResponse:
    """Show the line no more."""
    return _turn(request, incident_id, entry_id, timeline.hide, "The line is hidden.")


@login_required
@require_POST
def show(request: HttpRequest, incident_id: int, entry_id: int) -> HttpResponse:
    """Show the line again."""
    return _turn(
        request, incident_id, entry_id, timeline.unhide, "The line shows again."
    )


def tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it went through; a mistake stands beside the field that it is about."""
    try:
        act()
    except Mistake as mistake:
        form.add_error(
            mistake.field if mistake.field in form.fields else None, mistake.message
        )
        return False
    return True


def _turn(
    request: HttpRequest,
    incident_id: int,
    entry_id: int,
    verb: Callable[..., Entry],
    told: str,
) -> HttpResponse:
    incident = found_incident(request, incident_id)
    _found(incident, entry_id)
    try:
        verb(
            incident=incident,
            entry_id=entry_id,
            by=viewer(request),
            now=timezone.now(),
        )
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, told)
    return redirect("web:incident", incident_id)


def _found(incident: Incident, entry_id: int) -> Entry:
    try:
        return queries.line(incident, entry_id)
    except Mistake as mistake:
        raise Http404(mistake.message) from mistake


def _edits(entry: Entry) -> list[dict[str, Any]]:
    """What the line said before, the latest first."""
    kept = [edit for edit in entry.data.get("edits", []) if "changed" in edit]
    people = Person.objects.in_bulk([edit["edited_by"] for edit in kept])
    return [
        {"text": edit["text"], "by": people.get(edit["edited_by"])}
        for edit in reversed(kept)
    ]


def _mends(entry: Entry) -> bool:
    return (
        timeline.may_reword(entry)
        or timeline.may_time(entry)
        or timeline.may_hide(entry)
    )


def _is_in(incident: Incident, person: Person, people: Sequence[Participant]) -> bool:
    present = {each.person_id for each in people if each.left_at is None}
    return person.pk in {incident.lead_id, incident.declared_by_id, *present}


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    context |= {"most": TEXT_LIMIT, "zone": timezone.get_current_timezone_name()}
    return render(request, template, context, status=422 if form.errors else 200)
