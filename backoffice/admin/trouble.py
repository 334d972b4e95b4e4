"""Troubles: what of Muster did not work, since when, and who was told."""

from django.contrib import admin

from backoffice.admin.screen import Screen, Seen, column
from incidents.auditing.models import Trouble

COLOURS = {"Lasts": "danger", "Over": "success"}


@admin.register(Trouble)
class TroubleScreen(Seen, Screen[Trouble]):
    section = "Engine"
    rank = 5
    symbol = "monitor_heart"
    badge = "backoffice.admin.notices.troubles"
    empty_text = "Nothing was overdue, stuck or silent so far."

    list_display = ["text", "state", "found_at", "ended_at", "told_times"]
    list_filter = ["kind", "is_grave"]
    search_fields = ["text"]
    ordering = ["-pk"]
    fields = [
        "text",
        "kind",
        "subject",
        "is_grave",
        "found_at",
        "seen_at",
        "told_at",
        "told_times",
        "ended_at",
    ]

    @column("State", ordering="ended_at", label=COLOURS)
    def state(self, trouble: Trouble) -> str:
        return "Lasts" if trouble.ended_at is None else "Over"
