"""Throttles: the pauses that Slack asked for."""

from django.contrib import admin

from backoffice.admin.screen import Screen, Seen
from incidents.outbox.models import Throttle


@admin.register(Throttle)
class ThrottleScreen(Seen, Screen[Throttle]):
    section = "Engine"
    rank = 30
    symbol = "speed"
    empty_text = "Slack has not asked for a pause."

    list_display = ["scope", "until"]
    list_filter = ["until"]
    search_fields = ["scope"]
    date_hierarchy = "until"
    ordering = ["-until"]
