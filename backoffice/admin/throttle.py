"""Throttles: the pauses that Slack asked for, and log-ins that were tried too often."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen, may_change
from backoffice.web.log_in import KIND
from incidents.outbox import tries
from incidents.outbox.models import Throttle


@admin.register(Throttle)
class ThrottleScreen(Seen, Screen[Throttle]):
    section = "Engine"
    rank = 30
    symbol = "speed"
    empty_text = "Slack has not asked for a pause, and nobody mistyped a password."
    actions = ["lift"]

    list_display = ["scope", "until"]
    list_filter = ["until"]
    search_fields = ["scope"]
    date_hierarchy = "until"
    ordering = ["-until"]

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Throttle)

    @admin.action(description="Let log-ins be tried again", permissions=["act"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Throttle]) -> None:
        count = tries.lift(throttles=queryset, kind=KIND)
        if count:
            messages.success(request, "They can log in again.")
        else:
            messages.info(request, "None of these is a log-in: Slack's pauses stay.")
