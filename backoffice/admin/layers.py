"""Layers of a schedule: people who take turns, and a preview of what changes."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from backoffice.admin.previewed import Previewed
from backoffice.admin.schedules import SECTION
from backoffice.admin.screen import (
    NotedElsewhere,
    Rows,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.oncall import services
from incidents.oncall.models import (
    Layer,
    LayerMember,
    LayerRestriction,
)
from incidents.oncall.values import Hours, position_name
from incidents.people.models import Person
from incidents.values import Mistake

WEEKDAYS = list(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


class LayerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Layer
        fields = [
            "schedule",
            "name",
            "position",
            "rank",
            "rotation",
            "length",
            "starts_at",
            "ends_at",
        ]
        help_texts = {
            "starts_at": "In UTC. Days and weeks keep the clock time that this is in "
            "the schedule's zone.",
            "ends_at": "In UTC.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                services.check_layer(Layer(**cleaned))
            except Mistake as mistake:
                self.add_error(mistake.field or None, mistake.message)
        return cleaned


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=WEEKDAYS,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        label="Starts on",
    )

    class Meta:
        model = LayerRestriction
        fields = ["weekdays", "starts", "ends"]


class Members(Rows[LayerMember, Layer]):
    model = LayerMember
    fields = ["rank", "person"]
    autocomplete_fields = ["person"]
    hide_title = True
    tab = False
    extra = 2
    verbose_name_plural = "whose turn comes when, the lowest rank first"


class Restrictions(Rows[LayerRestriction, Layer]):
    model = LayerRestriction
    form = HoursForm
    hide_title = True
    tab = False
    verbose_name_plural = (
        "when it counts, by the schedule's clock (none: always; an end before the "
        "start is over midnight; equal times are the whole day)"
    )


@admin.register(Layer)
class LayerScreen(NotedElsewhere, Previewed[Layer]):
    section = SECTION
    rank = 12
    symbol = "layers"
    empty_text = "A layer is people who take turns. Make a schedule first."

    form = LayerForm
    inlines = [Members, Restrictions]
    list_display = ["name", "schedule", "where", "rank", "turns", "starts_at"]
    list_filter = [("schedule", RelatedDropdownFilter), "position", "rotation"]
    list_select_related = ["schedule"]
    search_fields = ["name", "schedule__name", "members__person__name"]
    autocomplete_fields = ["schedule"]
    actions_detail = ["remove"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own button, so that the change is noted."""
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Layer)

    def save_model(
        self, request: HttpRequest, obj: Layer, form: Any, change: Any
    ) -> None:
        """With its people, in save_related: one change and one line of history."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Collection[Any], change: Any
    ) -> None:
        members, restrictions = (_kept(formset) for formset in formsets)
        members.sort(key=lambda row: row["rank"])
        people: list[Person] = [row["person"] for row in members]
        hours = [
            Hours(frozenset(row["weekdays"]), row["starts"], row["ends"])
            for row in restrictions
        ]
        services.save_layer(
            layer=form.instance,
            people=people,
            hours=hours,
            by=viewer(request),
            now=timezone.now(),
        )

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """Django asks formsets that it saved itself."""
        return []

    @dialog(
        "Remove this layer?",
        text="Its turns are over at once; lower layers of the position count.",
        submit="Remove",
        icon="delete",
        variant=ActionVariant.DANGER,
    )
    def remove(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        try:
            services.remove_layer(
                layer_id=row_id(object_id), by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, "The layer is removed.")
        return done(request, reverse("admin:incidents_layer_changelist"))

    @column("Position", ordering="position")
    def where(self, layer: Layer) -> str:
        return position_name(layer.position)

    @column("Turns last")
    def turns(self, layer: Layer) -> str:
        return f"{layer.length} {layer.get_rotation_display().lower()}"


def _kept(formset: Any) -> list[dict[str, Any]]:
    """The rows of an inline that are filled in and not to be deleted."""
    rows = [form.cleaned_data for form in formset.forms if form.is_valid()]
    return [row for row in rows if row and not row.get("DELETE")]
