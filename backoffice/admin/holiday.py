"""Days off beside the countries' public holidays, of all teams or of one."""

from django.contrib import admin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from backoffice.admin.screen import Screen, column
from incidents.calendars.models import Holiday


@admin.register(Holiday)
class HolidayScreen(Screen[Holiday]):
    section = "Services"
    rank = 31
    symbol = "celebration"
    empty_text = (
        "Public holidays come with the country on a team's page. Add the company's own "
        "days here, and public holidays that are worked."
    )

    list_display = ["day", "name", "whose", "kind"]
    list_filter = [("team", RelatedDropdownFilter), "is_worked"]
    list_select_related = ["team"]
    search_fields = ["name", "team__name"]
    autocomplete_fields = ["team"]
    date_hierarchy = "day"
    ordering = ["-day"]

    @column("Of", ordering="team__name")
    def whose(self, holiday: Holiday) -> str:
        return str(holiday.team) if holiday.team else "all teams"

    @column("Kind", ordering="is_worked", label={"Off": "info", "Worked": "success"})
    def kind(self, holiday: Holiday) -> str:
        return "Worked" if holiday.is_worked else "Off"
