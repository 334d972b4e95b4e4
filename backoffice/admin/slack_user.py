"""Members of the workspace, and the people they are."""

from django.contrib import admin
from django.http import HttpRequest

from backoffice.admin.screen import Screen, column
from incidents.channels.models import SlackUser


@admin.register(SlackUser)
class SlackUserScreen(Screen[SlackUser]):
    """Slack tells everything but the person, which may be mended here."""

    section = "Slack"
    rank = 20
    symbol = "badge"
    empty_text = "Members come from Slack: run `python manage.py connect`."

    list_display = ["handle", "person", "slack_id", "kind"]
    list_filter = ["is_guest", "is_deleted", ("person", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "workspace"]
    search_fields = ["handle", "slack_id", "person__name", "person__email"]
    ordering = ["handle"]
    autocomplete_fields = ["person"]
    readonly_fields = ["workspace", "slack_id", "handle", "kind"]
    fields = ["person", *readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: SlackUser | None = None
    ) -> bool:
        return False

    @column("Kind", label={"Guest": "info", "Gone": "warning"})
    def kind(self, user: SlackUser) -> str:
        if user.is_deleted:
            return "Gone"
        return "Guest" if user.is_guest else "Member"
