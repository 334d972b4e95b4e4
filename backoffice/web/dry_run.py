"""What if: an admin pastes a body and reads what would become of it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.viewer import viewer
from backoffice.web.timeline import MOMENT
from incidents.alerts import received, sources, why
from incidents.alerts.dry_run import DryRun
from incidents.alerts.models import InboxRow, JsonMapping
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.response import alerts

RECENT = 5
BODY_LIMIT = 512 * 1024
_DIGITS = 18  # no id has more
JSON = "json"


class DryRunForm(forms.Form):
    """A body, and when it came for which service."""

    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        empty_label=None,
        error_messages={"invalid_choice": "That service is gone. Choose another."},
    )
    source = forms.ChoiceField(label="Sent by")
    mapping = forms.ModelChoiceField(
        JsonMapping.objects.order_by("name"),
        label="JSON mapping (for any JSON)",
        required=False,
        empty_label="none",
        to_field_name="slug",
    )
    at = forms.DateTimeField(
        label="When (empty: now)",
        required=False,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Choose a day and a time."},
    )
    body = forms.CharField(
        max_length=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 14, "class": "body", "spellcheck": "false"}
        ),
        error_messages={"required": "Paste what the tool sends."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, each.label) for name, each in sources.sources().items()]
        if JSON not in sources.sources():
            names.append((JSON, "Any JSON"))
        source = self.fields["source"]
        source.choices = sorted(names, key=lambda each: each[1].lower())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") == JSON and not cleaned.get("mapping"):
            self.add_error("mapping", "Any JSON needs the mapping that reads it.")
        return cleaned


@login_required
@require_http_methods(["GET", "POST"])
def dry_run(request: HttpRequest) -> HttpResponse:
    """The form, and what would become of the body; nothing is written."""
    person = viewer(request)
    if not person.is_staff:
        raise PermissionDenied("Only admins of Muster may try bodies.")
    told = None
    if request.method == "POST":
        form = DryRunForm(request.POST)
        if form.is_valid():
            told = _tried(form.cleaned_data, person)
    else:
        form = DryRunForm(initial=_initial(request, person))
    outcomes = told.outcomes if told else ()
    context = {
        "form": form,
        "told": told,
        "outcomes": [
            (each, [(why.step(step), step) for step in each.steps]) for each in outcomes
        ],
        "recent": _recent(person),
        "zone": timezone.get_current_timezone_name(),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/dry_run.html", context, status=status)


def _tried(asked: dict[str, Any], person: Person) -> DryRun:
    mapping = asked["mapping"]
    return alerts.dry_run(
        service=asked["service"],
        source=asked["source"],
        body=asked["body"].encode(),
        at=asked["at"] or timezone.now(),
        context={"mapping": mapping.slug} if mapping else {},
        by=person,
    )


def _initial(request: HttpRequest, person: Person) -> dict[str, Any]:
    """The recent body that was chosen, or the sample of the API."""
    number = request.GET.get("body", "")
    if number.isascii() and number.isdecimal():
        row = received.visible(person).filter(pk=int(number[:_DIGITS])).first()
        if row is not None:
            return {
                "service": row.service_id,
                "source": row.source,
                "mapping": row.context.get("mapping"),
                "body": received.shown(bytes(row.body)),
            }
    return {"source": "api", "body": '{"title": "Disk almost full"}'}


def _recent(person: Person) -> list[tuple[InboxRow, str]]:
    """Each with what its source is called."""
    found = received.visible(person).filter(replay_of__isnull=True)
    rows = found.select_related("service").defer("body").order_by("-pk")
    return [(row, _label(row.source)) for row in rows[:RECENT]]


def _label(source: str) -> str:
    found = sources.find(source)
    return found.label if found else source
