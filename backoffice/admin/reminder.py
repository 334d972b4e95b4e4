"""Reminders: what comes in its time, and asking that can be stopped."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.reminders import queries
from incidents.reminders.models import Reminder
from incidents.response import asking
from incidents.values import Mistake


@admin.register(Reminder)
class ReminderScreen(Seen, Screen[Reminder]):
    section = "Engine"
    rank = 15
    symbol = "alarm"
    empty_text = "Nothing is planned: late updates and other things to come stand here."

    list_display = ["kind", "incident", "person", "due_at", "comes_again", "count"]
    list_filter = ["kind", "due_at"]
    list_select_related = ["incident", "person"]
    search_fields = ["key", "kind", "person__name"]
    ordering = ["due_at", "pk"]
    actions_detail = ["stop"]
    fields = [
        "key",
        "kind",
        "incident",
        "person",
        "due_at",
        "every",
        "left",
        "count",
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        return queries.visible(by=viewer(request)).order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Reminder)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only asking can be stopped; the rest does something in its time."""
        asks = self.get_queryset(request).filter(kind__in=asking.ASKS)
        if not asks.filter(pk=object_id).exists():
            return []
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return list(offered)

    @dialog(
        "Stop asking?",
        text="Nobody is asked for this any more. For a late update, the next update "
        "or change of severity plans it anew.",
        submit="Stop asking",
        icon="alarm_off",
        variant=ActionVariant.WARNING,
    )
    def stop(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        if found is None:
            raise Http404("There is no such reminder.")
        try:
            asking.stop(reminder=found, by=viewer(request), now=timezone.now())
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, found, "Stopped")
            messages.success(request, "Nobody is asked for it any more.")
        return done(request, reverse("admin:incidents_reminder_changelist"))

    @column("Comes again", ordering="left")
    def comes_again(self, reminder: Reminder) -> str:
        if reminder.every is None:
            return "once"
        minutes = int(reminder.every.total_seconds()) // 60
        return f"every {minutes} min, {reminder.left} more"
