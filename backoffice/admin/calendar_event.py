"""Calendar events: what is different for a team or a service for a while."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice.admin import week
from backoffice.admin.screen import (
    Screen,
    column,
    dialog,
    done,
    may_change,
    opens,
    row_id,
)
from backoffice.viewer import viewer
from incidents.calendars import services as calendars
from incidents.calendars.models import CalendarEvent
from incidents.calendars.queries import conflicts
from incidents.values import Mistake

FIELDS = (
    "name",
    "kind",
    "team",
    "service",
    "starts_at",
    "ends_at",
    "daily_from",
    "daily_until",
)


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    now: datetime

    class Meta:
        model = CalendarEvent
        fields = FIELDS
        help_texts = {
            "starts_at": "In UTC.",
            "ends_at": "In UTC.",
            "daily_from": "Only between these hours of each day, by the team's clock; "
            "empty for whole days.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.now = timezone.now()
        if self.errors:
            return cleaned
        try:
            typed = CalendarEvent(**{name: cleaned.get(name) for name in FIELDS})
            calendars.check_event(typed, now=self.now)
        except Mistake as mistake:
            self.add_error(mistake.field or None, mistake.message)
        return cleaned


@admin.register(CalendarEvent)
class EventScreen(Screen[CalendarEvent]):
    section = "Services"
    rank = 30
    symbol = "event"
    empty_text = (
        "By day a team watches its services (hands-on), otherwise Muster escalates at "
        "once (automated). An event says otherwise for a while."
    )

    form = EventForm
    list_display = ["name", "what", "about", "starts_at", "ends_at", "daily", "state"]
    list_filter = [
        "kind",
        ("team", RelatedDropdownFilter),
        ("service", RelatedDropdownFilter),
    ]
    list_select_related = ["team", "service"]
    search_fields = ["name", "team__name", "service__name"]
    autocomplete_fields = ["team", "service"]
    ordering = ["-ends_at"]
    actions_list = ["see_week"]
    actions_detail = ["end"]
    fieldsets = [
        (
            None,
            {
                "description": "For a team, or for one of its services alone. A "
                "service's event counts before its team's, then the shorter one; "
                "“do not monitor” before all.",
                "fields": ["name", "kind", ("team", "service")],
            },
        ),
        (
            "When",
            {"fields": [("starts_at", "ends_at"), ("daily_from", "daily_until")]},
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was agreed stays to be read; ending it takes back what is to come."""
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, CalendarEvent)

    def save_model(
        self, request: HttpRequest, obj: CalendarEvent, form: Any, change: Any
    ) -> None:
        calendars.save_event(event=obj, by=viewer(request), now=form.now)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Which events count before others follows from all: read once for the list."""
        above = conflicts(timezone.now())

        @column("Look at")
        def overruled(event: CalendarEvent) -> str:
            named = ", ".join(f"“{name}”" for name in above.get(event.pk, []))
            return f"{named} at the same time: that counts" if named else ""

        return [*self.list_display, overruled]

    @dialog(
        "End this event now?",
        text="From now on the calendar is as without it. One that has not begun is "
        "taken back. Alerts that it held are looked at within five minutes.",
        submit="End now",
        icon="event_busy",
        variant=ActionVariant.WARNING,
    )
    def end(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        number = row_id(object_id)
        try:
            event = calendars.end_event(
                event_id=number, by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            event.pk = number  # none, when it was taken back
            self.log_change(request, event, "Ended")
            messages.success(request, f"“{event.name}” has ended.")
        return done(request, reverse("admin:incidents_calendarevent_changelist"))

    @opens("Who handles what when", icon="calendar_view_week", path="week")
    def see_week(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied("You may not see calendars.")
        return week.answer(request, self.admin_site.each_context(request))

    @column("What", ordering="kind")
    def what(self, event: CalendarEvent) -> str:
        return event.get_kind_display().partition(":")[0]

    @column("For")
    def about(self, event: CalendarEvent) -> str:
        return f"team {event.team}" if event.team else str(event.service)

    @column("Daily")
    def daily(self, event: CalendarEvent) -> str:
        if event.daily_from is None or event.daily_until is None:
            return "all day"
        return f"{event.daily_from:%H:%M}-{event.daily_until:%H:%M}"

    @column("State", label={"Now": "info", "Later": "warning", "Over": "success"})
    def state(self, event: CalendarEvent) -> str:
        now = timezone.now()
        if event.ends_at <= now:
            return "Over"
        return "Now" if event.starts_at <= now else "Later"
