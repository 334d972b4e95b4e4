"""Heartbeats: made, paused and given another address here; heard of elsewhere."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice import secret
from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
)
from backoffice.viewer import viewer
from incidents.heartbeats import services
from incidents.heartbeats.models import Heartbeat, Reception
from incidents.heartbeats.values import Plan
from incidents.values import Mistake

STATES = {
    Heartbeat.State.NEW.value: "info",
    Heartbeat.State.UP.value: "success",
    Heartbeat.State.LATE.value: "danger",
    Heartbeat.State.PAUSED.value: "warning",
}
PLANNED = (
    "name",
    "interval_seconds",
    "cron",
    "timezone",
    "grace_seconds",
    "severity",
)


class HeartbeatForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the service checks too, told beside its field."""

    class Meta:
        model = Heartbeat
        fields = ["service", *PLANNED]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                plan_of(cleaned).rhythm.check()
            except Mistake as mistake:
                self.add_error(mistake.field, mistake.message)
        return cleaned


def plan_of(cleaned: dict[str, Any]) -> Plan:
    return Plan(**{name: cleaned[name] for name in PLANNED})


@admin.register(Heartbeat)
class HeartbeatScreen(Screen[Heartbeat]):
    section = "Services"
    rank = 25
    symbol = "ecg_heart"
    empty_text = "Add one for each job whose silence somebody should hear of."

    form = HeartbeatForm
    list_display = ["name", "of_service", "expected", "last_at", "due_at", "how"]
    list_filter = ["state", ("service", RelatedDropdownFilter)]
    list_select_related = ["service"]
    search_fields = ["name", "service__name", "service__slug"]
    autocomplete_fields = ["service"]
    readonly_fields = ["address", "crontab", "how", "last_at", "due_at"]
    fields = ["service", *PLANNED, "address", "crontab", "how", "last_at", "due_at"]
    actions_detail = ["pause", "resume", "regenerate"]

    class Media:
        css = {"all": ["backoffice/secret.css"]}
        js = ["backoffice/secret.js"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Heartbeat | None = None
    ) -> Any:
        return [*self.readonly_fields, *(["service"] if obj else [])]

    def get_fields(self, request: HttpRequest, obj: Heartbeat | None = None) -> Any:
        return self.fields if obj else ["service", *PLANNED]

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Heartbeat)

    def save_model(
        self,
        request: HttpRequest,
        obj: Heartbeat,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's own signature
    ) -> None:
        by, now, plan = viewer(request), timezone.now(), plan_of(form.cleaned_data)
        if change:
            services.change(heartbeat=obj, plan=plan, by=by, now=now)
        else:
            made = services.make(service=obj.service, plan=plan, by=by, now=now)
            obj.pk = made.pk
            obj.refresh_from_db()

    @dialog(
        "Pause this heartbeat?",
        text="Nobody waits for it until it is resumed. If it is late, its alert "
        "resolves.",
        submit="Pause",
        icon="pause",
        variant=ActionVariant.WARNING,
    )
    def pause(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        return self._act(request, object_id, services.pause, "Paused")

    @dialog(
        "Resume this heartbeat?",
        text="It is waited for from now on.",
        submit="Resume",
        icon="play_arrow",
        variant=ActionVariant.SUCCESS,
    )
    def resume(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._act(request, object_id, services.resume, "Resumed")

    @dialog(
        "Give it another address?",
        text="The address it has is unknown from then on: change the job too.",
        submit="New address",
        icon="autorenew",
        variant=ActionVariant.DANGER,
    )
    def regenerate(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._act(request, object_id, services.regenerate, "New address")

    def _act(
        self, request: HttpRequest, object_id: str, act: Any, told: str
    ) -> HttpResponse:
        heartbeat = self.get_object(request, object_id)
        if heartbeat is None:
            raise Http404("There is no such heartbeat.")
        try:
            act(heartbeat=heartbeat, by=viewer(request), now=timezone.now())
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, heartbeat, told)
            messages.success(request, f"{told}: {heartbeat.name}.")
        url = reverse("admin:incidents_heartbeat_change", args=[object_id])
        return done(request, url)

    @column("Address")
    def address(self, heartbeat: Heartbeat) -> SafeString:
        return secret.hidden_address(heartbeat)

    @column("In a crontab")
    def crontab(self, heartbeat: Heartbeat) -> SafeString:
        """A line to copy; the address is filled in once it is shown."""
        when = heartbeat.cron or "*/5 * * * *"
        return format_html(
            "<code>{} your-job &amp;&amp; curl -fsS -m 10 --retry 5 "
            '<span class="key-here" data-start="ADDRESS">ADDRESS</span></code><br>'
            "Add /fail to the address to say that it failed.",
            when,
        )

    @column("Service", ordering="service__name")
    def of_service(self, heartbeat: Heartbeat) -> str:
        return heartbeat.service.name

    @column("Expected")
    def expected(self, heartbeat: Heartbeat) -> str:
        return heartbeat.rhythm.words

    @column("State", ordering="state", label=STATES)
    def how(self, heartbeat: Heartbeat) -> tuple[str, str]:
        return heartbeat.state, heartbeat.get_state_display()


@admin.register(Reception)
class ReceptionScreen(Seen, Screen[Reception]):
    """One stretch for each start of a web server; a time in none is an outage."""

    section = "Engine"
    rank = 70
    symbol = "sensors"
    empty_text = "No web server has run yet, so no heartbeat becomes late."

    list_display = ["begins", "from_at", "until_at"]
    list_filter = ["from_at"]
    search_fields = ["id"]
    date_hierarchy = "from_at"
    ordering = ["-until_at"]

    @column("Stretch", ordering="pk")
    def begins(self, stretch: Reception) -> str:
        return f"#{stretch.pk}"
