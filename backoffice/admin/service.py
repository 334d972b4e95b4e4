"""Services: what is monitored."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.screen import Screen, column, link
from incidents.catalog.models import Service


@admin.register(Service)
class ServiceScreen(Screen[Service]):
    section = "Services"
    rank = 10
    symbol = "deployed_code"
    empty_text = "Add what you monitor; people choose it when they declare."

    list_display = ["name", "team", "description", "runbook"]
    list_filter = [("team", RelatedDropdownFilter)]
    list_select_related = ["team"]
    search_fields = ["name", "slug", "description", "team__name"]
    autocomplete_fields = ["team"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(
        self, request: HttpRequest, obj: Service | None = None
    ) -> bool:
        """Only one without incidents: refusing would name them, private ones too."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return not obj.incidents.exists()

    @column("Runbook")
    def runbook(self, service: Service) -> SafeString:
        return link(service.runbook_url, "Open" if service.runbook_url else "none yet")
