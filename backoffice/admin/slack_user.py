"""Members of the workspace, and the people they are."""

from django.contrib import admin
from django.http import HttpRequest

from backoffice.admin.screen import Screen
from incidents.channels.models import SlackUser


@admin.register(SlackUser)
class SlackUserScreen(Screen[SlackUser]):
    """Slack tells everything but the person, which may be mended here."""

    section = "Slack"
    rank = 20
    symbol = "badge"
    empty_text = "Members come from Slack: run `python manage.py connect`."

    list_display = ["handle", "person", "slack_id", "is_guest", "is_deleted"]
    list_filter = ["is_guest", "is_deleted", ("person", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "workspace"]
    search_fields = ["handle", "slack_id", "person__name", "person__email"]
    ordering = ["handle"]
    autocomplete_fields = ["person"]
    readonly_fields = ["workspace", "slack_id", "handle", "is_guest", "is_deleted"]
    fields = ["person", *readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: SlackUser | None = None
    ) -> bool:
        return False
