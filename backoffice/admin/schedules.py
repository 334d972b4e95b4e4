"""Schedules: who is on call when, for each position."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice import secret
from backoffice.admin.screen import (
    NotedElsewhere,
    Screen,
    column,
    dialog,
    done,
    link,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.oncall import services
from incidents.oncall.models import (
    Schedule,
)
from incidents.values import Mistake

SECTION = "On call"


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Schedule
        fields = ["name", "team", "timezone", "description"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            typed = Schedule(pk=self.instance.pk, **cleaned)
            try:
                services.check_schedule(typed)
            except Mistake as mistake:
                self.add_error(mistake.field or None, mistake.message)
        return cleaned


@admin.register(Schedule)
class ScheduleScreen(NotedElsewhere, Screen[Schedule]):
    """What changes who is on call is in its History, from wherever it was made."""

    section = SECTION
    rank = 10
    symbol = "calendar_month"
    empty_text = (
        "A schedule says who is on call, and who after them. Make one, then its "
        "layers: people who take turns."
    )

    form = ScheduleForm
    list_display = ["name", "team", "timezone", "layer_count"]
    list_filter = [("team", RelatedDropdownFilter)]
    list_select_related = ["team"]
    search_fields = ["name", "slug", "team__name"]
    autocomplete_fields = ["team"]
    readonly_fields = ["page", "calendar"]
    actions_detail = ["remove"]

    class Media:
        css = {"all": ["backoffice/secret.css"]}
        js = ["backoffice/secret.js"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("layers")

    def get_fields(self, request: HttpRequest, obj: Schedule | None = None) -> Any:
        return [*ScheduleForm.Meta.fields, *(self.readonly_fields if obj else ())]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own button, which says what stands in the way."""
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Schedule)

    def save_model(
        self, request: HttpRequest, obj: Schedule, form: Any, change: Any
    ) -> None:
        services.save_schedule(schedule=obj, by=viewer(request), now=timezone.now())

    @dialog(
        "Remove this schedule?",
        text="Its layers and overrides go with it, and nobody is on call in it any "
        "more.",
        submit="Remove",
        icon="delete",
        variant=ActionVariant.DANGER,
    )
    def remove(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        try:
            services.remove_schedule(
                schedule_id=row_id(object_id), by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, "The schedule is removed.")
        return done(request, reverse("admin:incidents_schedule_changelist"))

    @column("Layers")
    def layer_count(self, schedule: Schedule) -> int:
        return len(schedule.layers.all())

    @column("Who is on call when")
    def page(self, schedule: Schedule) -> SafeString:
        url = f"{reverse('web:oncall')}?team={schedule.team.slug}"
        return link(url, "Its week on the responders' pages")

    @column("Calendar (.ics)")
    def calendar(self, schedule: Schedule) -> SafeString:
        return secret.hidden_shifts(schedule)
