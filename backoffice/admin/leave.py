"""Leave: who is away, and is passed over in every schedule meanwhile."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.admin import rota_preview
from backoffice.admin.previewed import Previewed
from backoffice.admin.schedules import SECTION
from backoffice.admin.screen import (
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.calendars.personal import take_public_holidays
from incidents.calendars.public import countries
from incidents.oncall import leaving
from incidents.oncall.models import Leave
from incidents.people.models import Person
from incidents.values import Mistake

FIELDS = ("person", "starts_at", "ends_at", "reason")


class LeaveForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Leave
        fields = FIELDS
        help_texts = dict.fromkeys(("starts_at", "ends_at"), "By your own clock.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            named = {name: cleaned[name] for name in FIELDS if name in cleaned}
            typed = Leave(**named)
            try:
                leaving.check_leave(typed, now=timezone.now())
            except Mistake as mistake:
                self.add_error(mistake.field or None, mistake.message)
        return cleaned


def _places() -> list[tuple[str, str]]:
    """Countries, and the parts of them that have days of their own."""
    found = [("", "Choose")]
    for country, parts in countries().items():
        found.append((country, country))
        found += [(f"{country}:{part}", f"{country}, {part}") for part in parts]
    return found


class HolidaysForm(BaseDialogForm):  # type: ignore[misc]
    """Whose, and which country's or part's."""

    person = forms.ModelChoiceField(
        Person.objects.filter(is_active=True).order_by("name"),
        widget=UnfoldAdminSelectWidget(),
    )
    place = forms.ChoiceField(
        choices=_places,
        widget=UnfoldAdminSelectWidget(),
        help_text="A country, or the part of it they live in, by its code.",
    )


@admin.register(Leave)
class LeaveScreen(Previewed[Leave]):
    section = SECTION
    rank = 20
    symbol = "beach_access"
    empty_text = "Nobody is away. Who is, is passed over in every schedule."

    form = LeaveForm
    list_display = ["person", "starts_at", "ends_at", "reason", "state"]
    list_filter = [("person", RelatedDropdownFilter), "starts_at"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email", "reason"]
    autocomplete_fields = ["person"]
    actions_list = ["holidays"]
    actions_detail = ["end"]

    @dialog(
        "Add somebody's public holidays",
        text="They are away on each of the next year, by their own clock. A day that "
        "is worked after all is ended like any leave.",
        submit="Add public holidays",
        icon="celebration",
        form=HolidaysForm,
    )
    def holidays(self, request: HttpRequest, form: HolidaysForm) -> HttpResponse:
        country, _, part = form.cleaned_data["place"].partition(":")
        person: Person = form.cleaned_data["person"]
        try:
            made = take_public_holidays(
                person=person,
                country=country,
                subdivision=part,
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            days = f"{len(made)} day{'s' * (len(made) != 1)}"
            messages.success(request, f"{person.name} is away on {days} more.")
        return done(request, reverse("admin:incidents_leave_changelist"))

    def schedules(self, request: HttpRequest, object_id: str | None) -> Collection[int]:
        return leaving.schedules_of(self._person(request, object_id))

    def _person(self, request: HttpRequest, object_id: str | None) -> int:
        """Whose it is: a leave that is there keeps its person."""
        kept = Leave.objects.filter(pk=row_id(object_id)) if object_id else None
        found = kept.values_list("person", flat=True).first() if kept else None
        return found or rota_preview.typed_id(request, "person")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ending it takes back what is to come."""
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Leave)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["person"] if obj else []

    def save_model(
        self, request: HttpRequest, obj: Leave, form: Any, change: Any
    ) -> None:
        leaving.save_leave(leave=obj, by=viewer(request), now=timezone.now())

    @dialog(
        "End this leave?",
        text="They are back now, and on call again where it is their turn.",
        submit="They are back",
        icon="event_available",
        variant=ActionVariant.SUCCESS,
    )
    def end(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        try:
            leaving.end_leave(
                leave_id=row_id(object_id), by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, "The leave has ended.")
        return done(request, reverse("admin:incidents_leave_changelist"))

    @column("State", label={"Away": "warning", "Later": "info", "Over": "success"})
    def state(self, leave: Leave) -> str:
        now = timezone.now()
        if leave.ends_at <= now:
            return "Over"
        return "Away" if leave.starts_at <= now else "Later"
