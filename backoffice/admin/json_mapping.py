"""JSON mappings: expressions, with a live preview on what was received last."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from backoffice.admin.screen import Screen, column
from backoffice.admin.words import WordsField, words_field
from backoffice.viewer import viewer
from incidents.alerts import mapping, received
from incidents.alerts.models import InboxRow, JsonMapping
from incidents.alerts.values import Signal, Unreadable
from incidents.values import Mistake

BODIES = 5
SHOWN_SIGNALS = 20
PASTED_LIMIT = 100_000
# A name to preview with before one is chosen; the form asks for a real one.
UNNAMED = "This mapping"


class MappingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses an expression that is none, and says where it ends to be one."""

    class Meta:
        model = JsonMapping
        fields = "__all__"  # noqa: DJ007  # an admin's own screen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = {
            name: cleaned[name] for name in mapping.EXPRESSIONS if cleaned.get(name)
        }
        for name, text in written.items():
            try:
                mapping.check(JsonMapping(**{name: text}))
            except Mistake as mistake:
                self.add_error(name, mistake.message)
        return cleaned


@admin.register(JsonMapping)
class JsonMappingScreen(Screen[JsonMapping]):
    section = "Services"
    rank = 22
    symbol = "data_object"
    empty_text = "Any JSON becomes alerts: say where title and severity are."

    form = MappingForm
    list_display = ["name", "address", "each", "title"]
    list_filter = ["each"]
    search_fields = ["name", "slug", "title"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": [("name", "slug")]}),
        (
            "Expressions (JMESPath)",
            {
                "description": "Each finds something in the body; those below the "
                "first, in each alert of it. Only the title is needed.",
                "fields": [
                    "each",
                    "title",
                    "body",
                    ("severity", "action"),
                    ("resolves", "acknowledges"),
                    ("dedup_key", "group_key"),
                    "labels",
                    ("tags", "link"),
                    "at",
                ],
            },
        ),
    ]
    change_form_after_template = "backoffice/json_preview.html"

    class Media:
        css = {"all": ["backoffice/json_preview.css"]}
        js = ["backoffice/json_preview.js"]

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        return words_field(db_field) or super().formfield_for_dbfield(
            db_field, request, **kwargs
        )

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        own = path("preview/", preview, name="incidents_jsonmapping_preview")
        return [own, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What the expressions in the form make of the last bodies; saves nothing."""
        if request.method != "POST":
            return JsonResponse({"error": "POST the form."}, status=405)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied("You may not see JSON mappings.")
        typed = _typed(request)
        answer = {"errors": _errors(typed), "bodies": _bodies(request, typed)}
        response = JsonResponse(answer)
        response["Cache-Control"] = "private, no-store"
        return response

    @column("Address", ordering="slug")
    def address(self, found: JsonMapping) -> str:
        return f"/hooks/json/{found.slug}"


def _typed(request: HttpRequest) -> JsonMapping:
    """The mapping as the form has it, right or wrong."""
    words = WordsField()
    post = request.POST
    return JsonMapping(
        name=post.get("name", "") or UNNAMED,
        slug=post.get("slug", ""),
        resolves=words.to_python(post.get("resolves", "")),
        acknowledges=words.to_python(post.get("acknowledges", "")),
        **{name: post.get(name, "").strip() for name in mapping.EXPRESSIONS},
    )


def _errors(typed: JsonMapping) -> dict[str, str]:
    """For each expression that is none, why."""
    found = {}
    for name in mapping.EXPRESSIONS:
        try:
            mapping.check(JsonMapping(**{name: getattr(typed, name)}))
        except Mistake as mistake:
            found[name] = mistake.message
    return found


def _bodies(request: HttpRequest, typed: JsonMapping) -> list[dict[str, Any]]:
    """The pasted body, or the last ones that came to this mapping."""
    pasted = request.POST.get("sample", "").strip()
    if pasted:
        return [_read("The pasted body", pasted[:PASTED_LIMIT].encode(), typed)]
    may_read = request.user.has_perm(f"incidents.view_{InboxRow._meta.model_name}")
    if not may_read or not typed.slug:
        return []
    rows = received.recent(
        source="json", mapping=typed.slug, by=viewer(request), most=BODIES
    )
    return [
        _read(f"#{row.pk} for {row.service}", bytes(row.body), typed) for row in rows
    ]


def _read(title: str, body: bytes, typed: JsonMapping) -> dict[str, Any]:
    made: list[Signal] = []
    problem = ""
    try:
        made = mapping.signals(typed, json.loads(body), timezone.now())
    except Unreadable as error:
        problem = str(error)
    except (ValueError, RecursionError) as error:
        problem = f"The body is no JSON: {error}."
    return {
        "title": title,
        "body": received.shown(body),
        "problem": problem,
        "count": len(made),
        "signals": [_told(signal) for signal in made[:SHOWN_SIGNALS]],
    }


def _told(signal: Signal) -> dict[str, str]:
    """The parts of a signal that say something, in the form's order."""
    shown = {
        "action": signal.action.value,
        "title": signal.title,
        "severity": signal.severity,
        "body": signal.body,
        "dedup key": signal.dedup_key,
        "group key": signal.group_key,
        "labels": ", ".join(f"{name}={value}" for name, value in signal.labels.items()),
        "tags": ", ".join(signal.tags),
        "link": ", ".join(link.url for link in signal.links),
        "at": signal.at.isoformat() if signal.at else "",
    }
    return {name: value[:500] for name, value in shown.items() if value}
