"""The Slack workspace of this deployment."""

from django.contrib import admin

from backoffice.admin.screen import Screen, Seen
from incidents.channels.models import Workspace


@admin.register(Workspace)
class WorkspaceScreen(Seen, Screen[Workspace]):
    section = "Slack"
    rank = 10
    symbol = "apartment"
    empty_text = "No workspace is connected: run `python manage.py connect`."

    list_display = ["name", "slack_id", "url", "bot_user_id", "connected_at"]
    list_filter = ["connected_at"]
    search_fields = ["name", "slack_id"]
