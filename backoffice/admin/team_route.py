"""Teams' routes: in which channel a team's alerts are shown, and the catch-all."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.enums import ActionVariant

from backoffice.admin.screen import Screen, dialog, done, may_change, row_id
from incidents.alerts import routes
from incidents.alerts.models import TeamRoute
from incidents.values import Mistake


@admin.register(TeamRoute)
class TeamRouteScreen(Screen[TeamRoute]):
    """The catch-all is made another team's, and never nobody's."""

    section = "Services"
    rank = 40
    symbol = "alt_route"
    empty_text = "Say in which channel each team's alerts are shown."

    list_display = ["team", "channel", "is_catch_all"]
    list_filter = ["is_catch_all"]
    list_select_related = ["team", "channel"]
    search_fields = ["team__name", "channel__name"]
    autocomplete_fields = ["team", "channel"]
    fields = ["team", "channel", "is_catch_all"]
    readonly_fields = ["is_catch_all"]
    ordering = ["team__name"]
    actions_detail = ["make_catch_all"]

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, TeamRoute)

    def has_delete_permission(
        self, request: HttpRequest, obj: TeamRoute | None = None
    ) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.is_catch_all)

    def get_actions(self, request: HttpRequest) -> Any:
        """Not in bulk either: the catch-all may be among them."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    @dialog(
        "Make this team the catch-all?",
        text="It has the alerts that no rule and no team takes, and the team that had "
        "them so far no more.",
        submit="Make it the catch-all",
        icon="move_to_inbox",
        variant=ActionVariant.PRIMARY,
    )
    def make_catch_all(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        try:
            found = routes.make_catch_all(route_id=row_id(object_id))
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, found, "Made the catch-all")
            messages.success(request, f"{found.team} is the catch-all now.")
        url = reverse("admin:incidents_teamroute_change", args=[object_id])
        return done(request, url)
