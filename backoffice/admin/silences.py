"""Silences: which alerts page nobody, until when, and why."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice.admin.screen import Screen, column, dialog, done, may_change, row_id
from backoffice.viewer import viewer
from incidents.alerts import silencing
from incidents.alerts.models import Silence
from incidents.values import Mistake


class SilenceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Silence
        fields = ["service", "until", "reason"]
        help_texts: ClassVar = {
            "until": "By the clock of your own zone; at most 30 days ahead."
        }

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        try:
            return silencing.check(until, now=timezone.now())
        except Mistake as mistake:
            raise forms.ValidationError(mistake.message) from mistake


@admin.register(Silence)
class SilenceScreen(Screen[Silence]):
    """A whole service is silenced here; an incident's alerts where it is shown."""

    section = "Incidents"
    rank = 62
    symbol = "notifications_off"
    empty_text = (
        "Nothing is silenced. An incident's alerts are silenced in Slack, with "
        "/incident silence; all of a service here."
    )

    form = SilenceForm
    list_display = ["service", "group_key", "until", "reason", "by", "state"]
    list_filter = [("service", RelatedDropdownFilter)]
    list_select_related = ["service", "by"]
    search_fields = ["service__name", "group_key", "reason", "by__name"]
    autocomplete_fields = ["service"]
    ordering = ["-pk"]
    actions_detail = ["lift"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Silence]:
        return silencing.visible(viewer(request)).order_by(*self.ordering)

    def has_change_permission(
        self, request: HttpRequest, obj: Silence | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Silence | None = None
    ) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Silence)

    def save_model(
        self,
        request: HttpRequest,
        obj: Silence,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's own signature
    ) -> None:
        made = silencing.silence_service(
            service=obj.service,
            until=obj.until,
            reason=obj.reason,
            by=viewer(request),
            now=timezone.now(),
        )
        obj.pk = made.pk

    @dialog(
        "Lift this silence?",
        text="Its alerts page again; what it held comes within five minutes.",
        submit="Lift silence",
        icon="notifications_active",
        variant=ActionVariant.SUCCESS,
    )
    def lift(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        try:
            silence = silencing.lift(
                silence_id=found.pk if found else 0,
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, silence, "Lifted")
            messages.success(request, f"Alerts of {silence.service} page again.")
        url = reverse("admin:incidents_silence_change", args=[object_id])
        return done(request, url)

    @column("State", label={"Stands": "info", "Over": "success"})
    def state(self, silence: Silence) -> str:
        over = silence.ended_at or silence.until <= timezone.now()
        return "Over" if over else "Stands"
