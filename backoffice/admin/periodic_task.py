"""Periodic tasks: when beat runs the syncs."""

from typing import Any

from django.contrib import admin
from django_celery_beat import admin as beat
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin.screen import Screen

for _model in (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
):
    admin.site.unregister(_model)


class TaskWidget(UnfoldAdminSelectWidget, beat.TaskSelectWidget):  # type: ignore[misc]
    """A choice of the registered tasks."""


class TaskForm(beat.PeriodicTaskForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskWidget()


@admin.register(PeriodicTask)
class PeriodicTaskScreen(beat.PeriodicTaskAdmin, Screen[Any]):  # type: ignore[misc]
    section = "Engine"
    rank = 50
    symbol = "schedule"
    empty_text = "No sync is planned yet."
    form = TaskForm


@admin.register(IntervalSchedule)
class IntervalScreen(Screen[Any]):
    section = "Engine"
    rank = 60
    symbol = "timer"
    list_display = ["__str__", "every", "period"]
    list_filter = ["period"]
    search_fields = ["every", "period"]


@admin.register(CrontabSchedule)
class CrontabScreen(beat.CrontabScheduleAdmin, Screen[Any]):  # type: ignore[misc]
    section = "Engine"
    rank = 60
    symbol = "calendar_month"
    list_filter = ["timezone"]
    search_fields = ["minute", "hour", "day_of_week"]
