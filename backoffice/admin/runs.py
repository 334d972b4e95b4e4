"""Runs: which policy was walked for an incident, how far, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen, column
from backoffice.viewer import viewer
from incidents.escalation.models import Run
from incidents.record.models import Incident

COLOURS = {
    "Running": "info",
    "Acknowledged": "success",
    "Nobody answered": "danger",
}


@admin.register(Run)
class RunScreen(Seen, Screen[Run]):
    section = "Incidents"
    rank = 60
    symbol = "directions_run"
    empty_text = "No policy was walked yet: alerts begin runs."

    list_display = ["incident", "name", "state", "mode", "next_at", "started_at"]
    list_filter = ["status", "mode"]
    list_select_related = ["incident"]
    search_fields = ["name", "incident__title"]
    ordering = ["-pk"]
    fields = [
        "incident",
        "name",
        "status",
        "why",
        "mode",
        "mode_reason",
        "next_at",
        "repeated",
        "decided",
        "started_at",
        "started_by",
        "ended_at",
        "ended_why",
    ]
    readonly_fields = ["decided"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        seen = Incident.objects.visible_to(viewer(request))
        found: QuerySet[Run] = super().get_queryset(request)
        return found.filter(incident__in=seen)

    @column("State", label=COLOURS)
    def state(self, run: Run) -> str:
        return run.get_status_display()

    @column("Decided")
    def decided(self, run: Run) -> str:
        return "\n".join(map(_line, run.decisions)) or "Nothing yet"


def _line(decision: dict[str, Any]) -> str:
    reasons = ". ".join(decision.get("reasons", ()))
    who = ", ".join(decision.get("paged", ())) or "nobody"
    return (
        f"{decision.get('at', '')[:19]} level {decision.get('level')}: {who}. {reasons}"
    )
