"""Incidents: looked at here, changed by the same verbs as in Slack."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.alerts import Routes, Tags
from backoffice.admin.incident_verbs import VERBS, Verbs
from backoffice.admin.screen import Rows, Screen, Seen, column, link
from backoffice.links import channel_url
from backoffice.viewer import viewer
from incidents.record.models import MILESTONES, Entry, Incident, Participant
from incidents.values import OPEN

STATUS_COLOURS = {
    "Triage": "warning",
    "Investigating": "danger",
    "Fixing": "warning",
    "Monitoring": "info",
    "Resolved": "success",
}
SEVERITY_COLOURS = {"SEV1": "danger", "SEV2": "warning", "SEV4": "info"}


class OpenFilter(admin.SimpleListFilter):
    title = "open"
    parameter_name = "open"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [("yes", "Open"), ("no", "Over")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Incident]
    ) -> QuerySet[Incident]:
        if self.value() == "yes":
            return queryset.filter(status__in=OPEN)
        if self.value() == "no":
            return queryset.exclude(status__in=OPEN)
        return queryset


class Timeline(Seen, Rows[Entry, Incident]):
    model = Entry
    readonly_fields = ["at", "kind", "by", "text"]
    fields = [*readonly_fields]
    verbose_name_plural = "timeline"
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).select_related("by")


class Participants(Seen, Rows[Participant, Incident]):
    model = Participant
    readonly_fields = ["person", "created_at"]
    fields = [*readonly_fields]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("person")


@admin.register(Incident)
class IncidentScreen(Verbs, Seen, Screen[Incident]):
    """No raw edits: they would leave Slack behind."""

    section = "Incidents"
    rank = 10
    symbol = "local_fire_department"
    empty_text = "Quiet so far. Declare one in Slack with /incident."

    inlines = [Timeline, Participants, Tags, Routes]
    list_display = [
        "named",
        "title",
        "status_label",
        "severity_label",
        "service",
        "lead",
        "privacy",
        "declared_at",
    ]
    list_display_links = ["named", "title"]
    list_filter = [
        OpenFilter,
        "status",
        "severity",
        ("service", RelatedDropdownFilter),
        "is_private",
    ]
    search_fields = ["=id", "title", "summary", "channel_name", "lead__name"]
    search_help_text = "Number, title, summary, channel or lead"
    date_hierarchy = "declared_at"
    ordering = ["-pk"]
    actions_detail = VERBS
    readonly_fields = ["web_page", "slack_channel", "privacy"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "status",
                    "severity",
                    "service",
                    "lead",
                    "web_page",
                    "slack_channel",
                    "privacy",
                    "summary",
                    "latest_update",
                    "resolution",
                ]
            },
        ),
        (
            "Times",
            {
                "fields": [
                    "declared_by",
                    "acknowledged_by",
                    "acknowledged_at",
                    *MILESTONES.values(),
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        visible = Incident.objects.visible_to(viewer(request))
        found = visible.select_related("service", "lead", "channel__workspace")
        return found.order_by("-pk")

    @column("Incident", ordering="pk")
    def named(self, incident: Incident) -> str:
        return incident.reference

    @column("Status", ordering="status", label=STATUS_COLOURS)
    def status_label(self, incident: Incident) -> str:
        return incident.get_status_display()

    @column("Severity", ordering="severity", label=SEVERITY_COLOURS)
    def severity_label(self, incident: Incident) -> str:
        return incident.severity or "not set"

    @column("Seen by", ordering="is_private", label={"Private": "warning"})
    def privacy(self, incident: Incident) -> str:
        return "Private" if incident.is_private else "Everyone"

    @column("Responders' page")
    def web_page(self, incident: Incident) -> SafeString:
        url = reverse("web:incident", args=[incident.pk])
        return link(url, f"Open {incident.reference}")

    @column("Slack channel")
    def slack_channel(self, incident: Incident) -> SafeString:
        if incident.channel is None:
            return link("", "It has none")
        return link(channel_url(incident.channel), f"#{incident.channel.name}")
