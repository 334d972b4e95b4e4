"""A team's calendar on its page: where it works, when, and its days off."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from unfold import admin as unfold

from backoffice.admin.screen import Rows
from incidents.calendars import services as calendars
from incidents.calendars.models import Holiday, TeamCalendar, WorkingHours
from incidents.calendars.values import Stretch
from incidents.people.models import Team
from incidents.values import Mistake

if TYPE_CHECKING:

    class _StackedInline(admin.StackedInline[TeamCalendar, Team]): ...

    class _Formset(forms.BaseInlineFormSet[Any, Any, Any]): ...

else:

    class _StackedInline(unfold.StackedInline): ...

    class _Formset(forms.BaseInlineFormSet): ...


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TeamCalendar
        fields = ["timezone", "country", "subdivision"]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"timezone", "country", "subdivision"} <= cleaned.keys():
            try:
                calendars.check_place(
                    timezone=cleaned["timezone"],
                    country=cleaned["country"],
                    subdivision=cleaned["subdivision"],
                )
            except Mistake as mistake:
                self.add_error(mistake.field, mistake.message)
        return cleaned


class Place(_StackedInline):
    """One at most; a team without is in UTC and has no public holidays."""

    model = TeamCalendar
    form = PlaceForm
    verbose_name_plural = "place"
    tab = True
    hide_title = True
    extra = 1
    max_num = 1
    can_delete = False
    fields = [("timezone", "country", "subdivision")]


class HoursFormset(_Formset):
    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if not form.errors]
        hours = [
            Stretch(row["weekday"], row["starts"], row["ends"])
            for row in rows
            if row and not row.get("DELETE")
        ]
        try:
            calendars.check_hours(hours)
        except Mistake as mistake:
            raise forms.ValidationError(mistake.message) from mistake


class Hours(Rows[WorkingHours, Team]):
    model = WorkingHours
    formset = HoursFormset
    hide_title = True
    verbose_name_plural = (
        "working hours (none: Monday-Thursday 09:00-18:00, Friday 09:00-17:30)"
    )


class DaysOff(Rows[Holiday, Team]):
    model = Holiday
    hide_title = True
    verbose_name_plural = "own days off"
    fields = ["day", "name", "is_worked"]
