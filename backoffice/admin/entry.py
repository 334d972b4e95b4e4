"""Lines of the timelines."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen
from backoffice.viewer import viewer
from incidents.record import privacy
from incidents.record.models import Entry


@admin.register(Entry)
class EntryScreen(Seen, Screen[Entry]):
    section = "Incidents"
    rank = 20
    symbol = "timeline"
    empty_text = "What happens to incidents is written down here."

    list_display = ["at", "incident", "kind", "by", "text"]
    list_filter = ["kind", "at"]
    list_select_related = ["incident", "by"]
    search_fields = ["text", "incident__title", "by__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return privacy.entries(by=viewer(request)).order_by(*self.ordering)
