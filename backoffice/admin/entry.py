"""Lines of the timelines, hidden ones too, with what they said before."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.people.models import Person
from incidents.record import privacy, timeline
from incidents.record.models import Entry
from incidents.values import Mistake


@admin.register(Entry)
class EntryScreen(Seen, Screen[Entry]):
    section = "Incidents"
    rank = 20
    symbol = "timeline"
    empty_text = "What happens to incidents is written down here."

    list_display = ["at", "incident", "kind", "by", "text", "shows"]
    list_filter = ["kind", "is_hidden", "at"]
    list_select_related = ["incident", "by"]
    search_fields = ["text", "incident__title", "by__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    actions_detail = ["hide", "show"]
    readonly_fields = ["history"]
    fields = [
        "incident",
        "at",
        "kind",
        "by",
        "text",
        "permalink",
        "is_hidden",
        "edited_by",
        "edited_at",
        "history",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return privacy.entries(by=viewer(request)).order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Entry)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Hide what shows, show what is hidden; a step of its life always shows."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        if found is None or not timeline.may_hide(found):
            return []
        wanted = "show" if found.is_hidden else "hide"
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [action for action in offered if action.path == wanted]

    @dialog(
        "Hide this line?",
        text="It is kept here, and shown nowhere else: not in Slack, not on the web.",
        submit="Hide line",
        icon="visibility_off",
        variant=ActionVariant.WARNING,
    )
    def hide(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        return self._turn(request, object_id, timeline.hide, "Hidden")

    @dialog(
        "Show this line again?",
        text="It is on the timeline again, at its time.",
        submit="Show line",
        icon="visibility",
    )
    def show(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        return self._turn(request, object_id, timeline.unhide, "Shown again")

    def _turn(
        self,
        request: HttpRequest,
        object_id: str,
        verb: Callable[..., Entry],
        told: str,
    ) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        if found is None:
            raise Http404("There is no such line.")
        try:
            changed = verb(
                incident=found.incident,
                entry_id=found.pk,
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, changed, told)
            messages.success(request, f"{told}.")
        return done(request, reverse("admin:incidents_entry_change", args=[object_id]))

    @column("Shows", ordering="is_hidden", label={"Hidden": "warning"})
    def shows(self, entry: Entry) -> str:
        return "Hidden" if entry.is_hidden else "Yes"

    @column("Before")
    def history(self, entry: Entry) -> SafeString:
        """Each change that people made, the latest first."""
        edits = list(reversed(entry.data.get("edits", [])))
        people = Person.objects.in_bulk([edit["edited_by"] for edit in edits])
        rows = (
            (
                edit["edited_at"][:16].replace("T", " "),
                people.get(edit["edited_by"]) or "somebody",
                _told(edit),
            )
            for edit in edits
        )
        shown = format_html_join("", "<li>{} UTC, {}: {}</li>", rows)
        return format_html("<ul>{}</ul>", shown) if edits else SafeString("–")


def _told(edit: dict[str, Any]) -> str:
    if "hidden" in edit:
        return "hidden" if edit["hidden"] else "shown again"
    at = str(edit["at"])[:16].replace("T", " ")
    return f"changed; before, at {at} UTC: {edit['text']}"
