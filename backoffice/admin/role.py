"""Roles of incidents: what people can be in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from backoffice.admin.screen import Screen
from incidents.roles.models import LEAD, IncidentRole


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = IncidentRole
        fields = [
            "name",
            "slug",
            "summary",
            "briefing",
            "is_single",
            "is_active",
            "rank",
        ]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug.isdecimal():
            raise forms.ValidationError(
                "A number would be read as an incident's id: use letters too."
            )
        return slug

    def clean(self) -> dict[str, Any] | None:
        """Every incident has one lead."""
        cleaned = super().clean() or {}
        lead = self.instance.slug == LEAD
        for name, rule in (
            ("is_active", "The lead cannot be left out: every incident has one."),
            ("is_single", "An incident has one lead at a time."),
        ):
            if lead and not cleaned.get(name, True):
                self.add_error(name, rule)
        return cleaned


@admin.register(IncidentRole)
class RoleScreen(Screen[IncidentRole]):
    """A role that is not wanted any more is made inactive: timelines name it."""

    section = "Incidents"
    rank = 40
    symbol = "badge"
    empty_text = "Roles come with the installation: run `python manage.py migrate`."

    form = RoleForm
    list_display = ["name", "slug", "summary", "is_single", "is_active", "rank"]
    list_filter = ["is_active", "is_single"]
    search_fields = ["name", "slug", "summary"]
    ordering = ["rank", "name"]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: IncidentRole | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(
        self, request: HttpRequest, obj: IncidentRole | None = None
    ) -> Any:
        """What is typed stays as people learnt it."""
        return ["slug"] if obj else []

    def has_delete_permission(
        self, request: HttpRequest, obj: IncidentRole | None = None
    ) -> bool:
        return False
