"""On-call roles of teams: what they call somebody for, and who that is."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.schedules import SECTION
from backoffice.admin.screen import Screen, column
from backoffice.viewer import viewer
from incidents.oncall import roles
from incidents.oncall.models import Role
from incidents.values import Mistake

FIELDS = ("team", "name", "person", "contact", "schedule", "position")


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    now: datetime

    class Meta:
        model = Role
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            typed = Role(**{name: cleaned.get(name) for name in FIELDS})
            try:
                roles.check_role(typed)
            except Mistake as mistake:
                self.add_error(mistake.field or None, mistake.message)
        return cleaned


@admin.register(Role)
class OnCallRoleScreen(Screen[Role]):
    section = SECTION
    rank = 18
    symbol = "badge"
    empty_text = (
        "A role such as “SysAdmin Primary” is filled by a person, a contact or a "
        "position of a schedule; policies call roles."
    )

    form = RoleForm
    list_display = ["name", "team", "filled_by"]
    list_filter = [("team", RelatedDropdownFilter)]
    list_select_related = ["team", "person", "contact", "schedule"]
    search_fields = ["name", "team__name", "person__name", "schedule__name"]
    autocomplete_fields = ["team", "person", "contact", "schedule"]

    def save_model(
        self, request: HttpRequest, obj: Role, form: Any, change: Any
    ) -> None:
        roles.save_role(role=obj, by=viewer(request), now=timezone.now())

    @column("Filled by")
    def filled_by(self, role: Role) -> str:
        return roles.words_of(role)
