"""Alerts and the keys they are grouped by: looked at here, changed by their tools."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.received_body import Near
from backoffice.admin.screen import Rows, Screen, Seen, column, link
from backoffice.viewer import viewer
from incidents.alerts.models import Alert, AlertGroup, IncidentRoute, IncidentTag
from incidents.record import privacy
from incidents.record.models import Incident

STATUS_COLOURS = {
    "Firing": "danger",
    "Acknowledged": "warning",
    "Held back": "info",
    "Resolved": "success",
}


class Tags(Seen, Rows[IncidentTag, Incident]):
    model = IncidentTag
    readonly_fields = ["text", "by"]
    fields = [*readonly_fields]
    verbose_name_plural = "tags"
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentTag]:
        return super().get_queryset(request).select_related("by")


class Routes(Seen, Rows[IncidentRoute, Incident]):
    """Where an alert-born incident is shown."""

    model = IncidentRoute
    readonly_fields = ["team", "channel", "policy", "reason", "silenced_until"]
    fields = [*readonly_fields]
    verbose_name_plural = "route"
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentRoute]:
        return super().get_queryset(request).select_related("team", "channel")


@admin.register(Alert)
class AlertScreen(Seen, Screen[Alert]):
    """Its page for responders tells more: why it is where it is."""

    section = "Incidents"
    rank = 12
    symbol = "notifications_active"
    empty_text = (
        "No alert has come yet. Each service's set-up page shows what to paste."
    )

    list_display = [
        "title",
        "status_label",
        "severity",
        "service",
        "incident",
        "count",
        "last_at",
        "why",
    ]
    list_filter = [
        "status",
        "severity",
        "is_flapping",
        ("service", RelatedDropdownFilter),
    ]
    list_select_related = ["service", "incident"]
    search_fields = ["=id", "title", "=dedup_key", "service__name"]
    search_help_text = "Number, title, service or the whole dedup key"
    ordering = ["-pk"]
    paginator = Near
    show_full_result_count = False
    readonly_fields = ["why"]
    fields = [
        "title",
        "status",
        "severity",
        "source_severity",
        "service",
        "incident",
        "source",
        "dedup_key",
        "group_key",
        "body",
        "labels",
        "tags",
        "count",
        "first_at",
        "last_at",
        "resolved_at",
        "due_at",
        "is_flapping",
        "why",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        return Alert.objects.visible_to(viewer(request)).order_by(*self.ordering)

    @column("Status", ordering="status", label=STATUS_COLOURS)
    def status_label(self, alert: Alert) -> str:
        return alert.get_status_display()

    @column("Why")
    def why(self, alert: Alert) -> SafeString:
        return link(reverse("web:alert", args=[alert.pk]), "Why it is where it is")


@admin.register(AlertGroup)
class AlertGroupScreen(Seen, Screen[AlertGroup]):
    section = "Incidents"
    rank = 13
    symbol = "account_tree"
    empty_text = "Which group key leads to which incident is kept here."

    list_display = ["key", "service", "incident", "is_storm", "opened_at", "closed_at"]
    list_filter = ["is_storm", ("service", RelatedDropdownFilter)]
    list_select_related = ["service", "incident"]
    search_fields = ["key", "service__name"]
    ordering = ["-pk"]
    paginator = Near
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertGroup]:
        found = AlertGroup.objects.order_by(*self.ordering)
        return privacy.seen(found, by=viewer(request))
