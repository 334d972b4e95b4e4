"""Who was invited to which incident, why, and what came of it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AllValuesCheckboxFilter

from backoffice.admin.screen import Screen, Seen, column
from backoffice.viewer import viewer
from incidents.invitations.models import Invitation
from incidents.record import privacy

COLOURS = {
    "Invited": "success",
    "Being invited": "info",
    "No Slack account": "warning",
    "Refused by Slack": "danger",
    "Not allowed in a private incident": "warning",
}


@admin.register(Invitation)
class InvitationScreen(Seen, Screen[Invitation]):
    """Those of a private incident are listed for who may see the incident."""

    section = "Incidents"
    rank = 60
    symbol = "person_add"
    empty_text = "Nobody was invited yet."

    list_display = ["person", "incident", "why", "outcome_label", "note", "created_at"]
    list_filter = ["outcome", ("receiver", AllValuesCheckboxFilter)]
    list_filter_submit = True
    list_select_related = ["person", "incident"]
    search_fields = ["person__name", "incident__title", "receiver", "reason"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        found = privacy.seen(super().get_queryset(request), by=viewer(request))
        return found.select_related("person", "incident")

    @column("Why", ordering="reason")
    def why(self, invitation: Invitation) -> str:
        return invitation.reason or invitation.receiver

    @column("Outcome", ordering="outcome", label=COLOURS)
    def outcome_label(self, invitation: Invitation) -> str:
        return invitation.get_outcome_display()
