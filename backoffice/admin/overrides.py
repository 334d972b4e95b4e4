"""Overrides, and requests to cover or swap."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice.admin.previewed import Previewed
from backoffice.admin.schedules import SECTION
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
from incidents.oncall import overriding
from incidents.oncall.changes import check_stretch
from incidents.oncall.models import (
    Override,
    ShiftRequest,
)
from incidents.oncall.values import position_name
from incidents.values import Mistake

UTC = "In UTC."


class OverrideForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Override
        fields = ["schedule", "position", "person", "starts_at", "ends_at", "reason"]
        help_texts = {"starts_at": UTC, "ends_at": UTC}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                overriding.check_position(cleaned["schedule"], cleaned["position"])
                overriding.check_there(
                    cleaned["person"], cleaned["starts_at"], cleaned["ends_at"]
                )
                check_stretch(
                    cleaned["starts_at"], cleaned["ends_at"], now=timezone.now()
                )
            except Mistake as mistake:
                self.add_error(mistake.field or None, mistake.message)
        return cleaned


@admin.register(Override)
class OverrideScreen(Previewed[Override]):
    section = SECTION
    rank = 14
    symbol = "swap_horiz"
    empty_text = "Nobody stands in for anybody. In Slack: /incident override."

    form = OverrideForm
    list_display = ["person", "schedule", "where", "starts_at", "ends_at", "by"]
    list_filter = [("schedule", RelatedDropdownFilter), "starts_at"]
    list_select_related = ["person", "schedule", "by"]
    search_fields = ["person__name", "schedule__name", "reason"]
    autocomplete_fields = ["schedule", "person"]
    actions_detail = ["cancel"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Override)

    def save_model(
        self, request: HttpRequest, obj: Override, form: Any, change: Any
    ) -> None:
        made = overriding.override(
            **form.cleaned_data, by=viewer(request), now=timezone.now()
        )
        obj.pk = made.pk

    @dialog(
        "End this override?",
        text="Whoever the layers name is on call again at once.",
        submit="End",
        icon="event_busy",
        variant=ActionVariant.WARNING,
    )
    def cancel(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        try:
            overriding.cancel_override(
                override_id=row_id(object_id), by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, "The override has ended.")
        return done(request, reverse("admin:incidents_override_changelist"))

    @column("Position")
    def where(self, override: Override) -> str:
        if override.cancelled_at is not None:
            return "cancelled"
        return position_name(override.position) if override.position else "all"


@admin.register(ShiftRequest)
class ShiftRequestScreen(Seen, Screen[ShiftRequest]):
    section = SECTION
    rank = 16
    symbol = "handshake"
    empty_text = "Nobody has asked for cover or a swap. In Slack: /incident cover."

    list_display = ["asker", "kind", "asked", "schedule", "starts_at", "status"]
    list_filter = ["status", "kind", ("schedule", RelatedDropdownFilter)]
    list_select_related = ["asker", "asked", "schedule"]
    search_fields = ["asker__name", "asked__name", "schedule__name", "reason"]
