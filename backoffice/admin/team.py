"""Teams and who is in them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from backoffice.admin.screen import Rows, Screen, column, link
from backoffice.admin.team_calendar import DaysOff, Hours, Place
from incidents.people.models import Membership, Team


class People(Rows[Membership, Team]):
    model = Membership
    autocomplete_fields = ["person"]
    verbose_name_plural = "people"


@admin.register(Team)
class TeamScreen(Screen[Team]):
    section = "People & teams"
    rank = 20
    symbol = "groups"
    empty_text = "A team owns services; its people are invited to their incidents."

    inlines = [People, Place, Hours, DaysOff]
    list_display = ["name", "description", "people_count", "service_count", "week"]
    list_filter = ["services"]
    search_fields = ["name", "slug", "description", "people__name", "people__email"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        found = super().get_queryset(request)
        return found.annotate(
            people_counted=Count("memberships", distinct=True),
            services_counted=Count("services", distinct=True),
        )

    @column("People", ordering="people_counted")
    def people_count(self, team: Team) -> int:
        return int(getattr(team, "people_counted", 0))

    @column("Services", ordering="services_counted")
    def service_count(self, team: Team) -> int:
        return int(getattr(team, "services_counted", 0))

    @column("Calendar")
    def week(self, team: Team) -> SafeString:
        address = reverse("admin:incidents_calendarevent_see_week")
        return link(f"{address}?team={team.slug}", "Who handles what when")
