"""Pages: each attempt to reach somebody, why them, and what came of it."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen, column
from backoffice.viewer import viewer
from incidents.escalation.models import Page
from incidents.record.models import Incident

COLOURS = {
    "Acknowledged": "success",
    "Delivered": "success",
    "Failed": "danger",
    "No answer": "warning",
    "Busy": "warning",
    "Voicemail": "warning",
}


@admin.register(Page)
class PageScreen(Seen, Screen[Page]):
    """It names whom, and never a number."""

    section = "Incidents"
    rank = 61
    symbol = "ring_volume"
    empty_text = "Nobody was paged yet."

    list_display = ["name", "way", "incident", "state", "code", "due_at", "sent_at"]
    list_filter = ["status", "way"]
    list_select_related = ["incident"]
    search_fields = ["name", "incident__title", "vendor_id"]
    ordering = ["-pk"]
    fields = [
        "name",
        "way",
        "incident",
        "status",
        "code",
        "outcome",
        "chosen_by",
        "engine",
        "vendor_id",
        "is_extra",
        "fallback_of",
        "told_by",
        "held_until",
        "due_at",
        "sent_at",
        "ended_at",
    ]
    readonly_fields = ["chosen_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        seen = Incident.objects.visible_to(viewer(request))
        found: QuerySet[Page] = super().get_queryset(request)
        return found.filter(Q(incident__in=seen) | Q(incident=None))

    @column("State", label=COLOURS)
    def state(self, page: Page) -> str:
        return page.get_status_display()

    @column("Why")
    def chosen_by(self, page: Page) -> str:
        return "\n".join(str(each.get("text", "")) for each in page.why)
