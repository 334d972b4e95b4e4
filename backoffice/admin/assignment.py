"""Who has, or had, which role in which incident."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen
from backoffice.viewer import viewer
from incidents.record import privacy
from incidents.roles.models import Assignment


class CurrentFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Assignment]"
    ) -> list[tuple[str, str]]:
        return [("now", "Held now"), ("past", "Given up")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Assignment]
    ) -> QuerySet[Assignment]:
        if self.value() in ("now", "past"):
            return queryset.filter(until__isnull=self.value() == "now")
        return queryset


@admin.register(Assignment)
class AssignmentScreen(Seen, Screen[Assignment]):
    """The lead's holder is on the incident itself. Those of a private incident are
    listed for who may see the incident.
    """

    section = "Incidents"
    rank = 50
    symbol = "assignment_ind"
    empty_text = "People take roles with /incident role, or on an incident's card."

    list_display = ["incident", "role", "person", "by", "since", "until"]
    list_filter = [CurrentFilter, "role"]
    search_fields = ["person__name", "role__name", "incident__title"]
    ordering = ["-since", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        found = privacy.seen(super().get_queryset(request), by=viewer(request))
        return found.select_related("incident", "role", "person", "by")
