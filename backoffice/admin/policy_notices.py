"""Notices: what policies told that is no person, and what came of it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen, column
from backoffice.viewer import viewer
from incidents.escalation.models import Notice
from incidents.policies import steps
from incidents.record.models import Incident

COLOURS = {
    "Sent": "success",
    "Failed": "danger",
    "Fails, and is tried again": "warning",
}


@admin.register(Notice)
class NoticeScreen(Seen, Screen[Notice]):
    """It names a webhook by its host: what follows that may be a secret."""

    section = "Incidents"
    rank = 62
    symbol = "campaign"
    empty_text = (
        "No policy told a channel, a user group, a mailbox or a webhook yet: add such "
        "a step to one."
    )

    list_display = ["name", "what", "incident", "state", "created_at", "sent_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["incident"]
    search_fields = ["name", "incident__title"]
    ordering = ["-pk"]
    fields = [
        "name",
        "what",
        "incident",
        "status",
        "outcome",
        "why",
        "vendor_id",
        "created_at",
        "sent_at",
        "ended_at",
    ]
    readonly_fields = ["what"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        seen = Incident.objects.visible_to(viewer(request))
        found: QuerySet[Notice] = super().get_queryset(request)
        return found.filter(incident__in=seen)

    @column("State", label=COLOURS)
    def state(self, notice: Notice) -> str:
        return notice.get_status_display()

    @column("Step", ordering="kind")
    def what(self, notice: Notice) -> str:
        kind = steps.kinds().get(notice.kind)
        return kind.label if kind else notice.kind
