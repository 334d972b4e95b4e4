"""Severities: what an incident of each brings with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from backoffice.admin.screen import Screen, column
from incidents.catalog.models import SeverityRule

LEAST_MINUTES = 5
MOST_MINUTES = 7 * 24 * 60
MOST_REMINDERS = 20


class SeverityForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SeverityRule
        fields = ["update_minutes", "reminders"]

    def clean_update_minutes(self) -> int | None:
        minutes: int | None = self.cleaned_data["update_minutes"]
        if minutes is not None and not LEAST_MINUTES <= minutes <= MOST_MINUTES:
            raise forms.ValidationError(
                f"Between {LEAST_MINUTES} and {MOST_MINUTES:,} minutes (a week), or "
                "empty for no updates."
            )
        return minutes

    def clean_reminders(self) -> int:
        times = int(self.cleaned_data["reminders"])
        if times > MOST_REMINDERS:
            raise forms.ValidationError(f"At most {MOST_REMINDERS} for one update.")
        return times


@admin.register(SeverityRule)
class SeverityScreen(Screen[SeverityRule]):
    """There are as many as the domain knows: none is added or deleted."""

    section = "Incidents"
    rank = 30
    symbol = "crisis_alert"
    empty_text = "Run `python manage.py migrate`: it makes the four severities."

    form = SeverityForm
    list_display = [
        "name",
        "updates",
        "reminders",
        "opens_channel",
        "freezes",
        "needs_postmortem",
        "archive",
    ]
    list_filter = ["opens_channel", "freezes", "needs_postmortem"]
    search_fields = ["severity"]
    readonly_fields = ["severity"]
    fieldsets = [
        (None, {"fields": ["severity", "opens_channel"]}),
        (
            "Updates",
            {
                "fields": ["update_minutes", "reminders"],
                "description": "Whoever leads it, and its Comms, are asked in its "
                "channel when an update is late. What you change counts from the next "
                "update or change of severity of an incident.",
            },
        ),
        (
            "Deployments",
            {
                "fields": ["freezes", "freeze_scope"],
                "description": "While such an incident is open.",
            },
        ),
        (
            "Closing",
            {
                "fields": [
                    "needs_resolution",
                    "needs_postmortem",
                    "needs_follow_ups",
                    "archive_after_days",
                ],
                "description": "What closing asks for, and what follows it.",
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @column("Severity", ordering="severity")
    def name(self, rule: SeverityRule) -> str:
        return rule.get_severity_display()

    @column("Updates", ordering="update_minutes")
    def updates(self, rule: SeverityRule) -> str:
        if not rule.update_minutes:
            return "not asked for"
        return f"every {rule.update_minutes} min"

    @column("Archived", ordering="archive_after_days")
    def archive(self, rule: SeverityRule) -> str:
        days = rule.archive_after_days
        return "never" if days is None else f"{days} days after closing"
