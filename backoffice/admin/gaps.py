"""Gaps: positions of schedules that nobody has, now or within a week."""

from django.contrib import admin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.schedules import SECTION
from backoffice.admin.screen import Screen, Seen, column
from incidents.oncall.models import Gap
from incidents.oncall.values import position_name

COLOURS = {"Now": "danger", "To come": "warning", "Over": "success"}


@admin.register(Gap)
class GapScreen(Seen, Screen[Gap]):
    section = SECTION
    rank = 45
    symbol = "person_off"
    badge = "backoffice.admin.notices.open_gaps"
    empty_text = "Every schedule has somebody, for a week at least."

    list_display = ["schedule", "place", "state", "starts_at", "ends_at", "reason"]
    list_filter = [("schedule", RelatedDropdownFilter), "starts_at"]
    list_select_related = ["schedule"]
    search_fields = ["schedule__name", "reason"]
    ordering = ["-starts_at"]
    fields = [
        "schedule",
        "position",
        "starts_at",
        "ends_at",
        "reason",
        "told_at",
        "closed_at",
    ]

    @column("Position", ordering="position")
    def place(self, gap: Gap) -> str:
        return position_name(gap.position)

    @column("State", ordering="closed_at", label=COLOURS)
    def state(self, gap: Gap) -> str:
        if gap.closed_at is not None:
            return "Over"
        return "Now" if gap.told_at is not None else "To come"
