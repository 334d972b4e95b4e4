"""Slack's user groups."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen, column
from incidents.channels.models import UserGroup


@admin.register(UserGroup)
class UserGroupScreen(Seen, Screen[UserGroup]):
    section = "Slack"
    rank = 40
    symbol = "alternate_email"
    empty_text = "No user group is known yet."

    list_display = ["handle", "name", "people_count", "is_disabled"]
    list_filter = ["is_disabled"]
    list_select_related = ["workspace"]
    search_fields = ["handle", "name", "slack_id", "people__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UserGroup]:
        return super().get_queryset(request).annotate(counted=Count("people"))

    @column("People", ordering="counted")
    def people_count(self, group: UserGroup) -> int:
        return int(getattr(group, "counted", 0))
