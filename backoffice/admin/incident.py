"""Incidents: looked at here, changed by the same verbs as in Slack."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.admin.screen import (
    Rows,
    Screen,
    Seen,
    column,
    dialog,
    done,
    link,
    may_change,
)
from backoffice.links import channel_url
from backoffice.viewer import viewer
from incidents.lifecycle import services as lifecycle
from incidents.record import queries
from incidents.record.models import MILESTONES, Entry, Incident, Participant
from incidents.record.services import NoSuchIncident
from incidents.response import services as response
from incidents.values import OPEN, TEXT_LIMIT, Mistake, Status

STATUS_COLOURS = {
    "Triage": "warning",
    "Investigating": "danger",
    "Fixing": "warning",
    "Monitoring": "info",
    "Resolved": "success",
}
SEVERITY_COLOURS = {"SEV1": "danger", "SEV2": "warning", "SEV4": "info"}
NEXT = {
    "resolve": OPEN,
    "close": (Status.RESOLVED, Status.POST_INCIDENT),
    "reopen": (
        Status.RESOLVED,
        Status.POST_INCIDENT,
        Status.CLOSED,
        Status.DECLINED,
    ),
}


class ReasonForm(BaseDialogForm):  # type: ignore[misc]
    """Why; it goes on the timeline."""

    reason = forms.CharField(
        required=False,
        max_length=TEXT_LIMIT,
        help_text="Optional. It is posted in Slack and kept on the timeline.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


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
class IncidentScreen(Seen, Screen[Incident]):
    """No raw edits: they would leave Slack behind."""

    section = "Incidents"
    rank = 10
    symbol = "local_fire_department"
    empty_text = "Quiet so far. Declare one in Slack with /incident."

    inlines = [Timeline, Participants]
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
    actions_detail = ["resolve", "close", "reopen"]
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

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Incident)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what may follow its status."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        status = found.status if found else None
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [a for a in offered if status in NEXT[a.path]]

    @dialog(
        "Resolve this incident?",
        text="Slack is told, and the card and announcement change.",
        submit="Resolve incident",
        icon="check_circle",
        variant=ActionVariant.SUCCESS,
        form=ReasonForm,
    )
    def resolve(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._move(request, form, object_id, response.resolve)

    @dialog(
        "Close this incident?",
        text="Nothing is left to do about it.",
        submit="Close incident",
        icon="lock",
        form=ReasonForm,
    )
    def close(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._move(request, form, object_id, lifecycle.close)

    @dialog(
        "Reopen this incident?",
        text="It goes back to investigating, and Slack is told.",
        submit="Reopen incident",
        icon="replay",
        variant=ActionVariant.WARNING,
        form=ReasonForm,
    )
    def reopen(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._move(request, form, object_id, lifecycle.reopen)

    def _move(
        self,
        request: HttpRequest,
        form: ReasonForm,
        object_id: str,
        verb: Callable[..., Incident],
    ) -> HttpResponse:
        person = viewer(request)
        incident = _found(object_id, request)
        try:
            incident = verb(
                incident=incident,
                by=person,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            status = incident.get_status_display()
            self.log_change(request, incident, f"Status: {status}")
            messages.success(request, f"{incident.reference} is now {status.lower()}.")
        return done(
            request, reverse("admin:incidents_incident_change", args=[object_id])
        )

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


def _found(object_id: str, request: HttpRequest) -> Incident:
    try:
        return queries.find(int(object_id), by=viewer(request))
    except (ValueError, NoSuchIncident) as error:
        raise Http404(str(error)) from error
