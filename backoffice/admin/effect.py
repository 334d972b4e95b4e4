"""The outbox: what must happen outside the database, and what gave up."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AllValuesCheckboxFilter
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    link,
    may_change,
)
from backoffice.viewer import viewer
from incidents.outbox.models import Effect
from incidents.record import privacy
from incidents.record.models import incident_of
from incidents.response import services as response
from incidents.values import Mistake

COLOURS = {"Waiting": "info", "Being sent": "warning", "Done": "success"}
LIST = "admin:incidents_effect_changelist"


@admin.register(Effect)
class EffectScreen(Seen, Screen[Effect]):
    """Effects about a private incident are listed for who may see the incident."""

    section = "Engine"
    rank = 10
    symbol = "bolt"
    badge = "backoffice.admin.dashboard.failed_badge"
    empty_text = "Nothing here: whatever was asked of Slack has been sent."

    list_display = [
        "key",
        "about",
        "status_label",
        "tries",
        "error",
        "created_at",
        "again",
    ]
    list_filter = [
        "status",
        ("kind", AllValuesCheckboxFilter),
        ("queue", AllValuesCheckboxFilter),
        "mode",
        "in_doubt",
    ]
    list_filter_submit = True
    search_fields = ["key", "kind", "subject", "last_error"]
    search_help_text = "Key, kind, subject or error"
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    actions = ["retry_chosen"]
    actions_detail = ["retry"]
    readonly_fields = ["about", "doubt"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "key",
                    "kind",
                    "about",
                    "status",
                    "last_error",
                    "attempts",
                    "deferrals",
                    "doubt",
                    "created_at",
                    "done_at",
                ]
            },
        ),
        (
            "Engine",
            {
                "fields": [
                    "mode",
                    "queue",
                    "subject",
                    "args",
                    "after",
                    "priority",
                    "version",
                    "wanted",
                    "sending",
                    "shown",
                    "not_before",
                    "lane",
                    "scope",
                    "lease_token",
                    "lease_until",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Effect]:
        return privacy.effects(by=viewer(request)).order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Effect)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what gave up is tried again."""
        dead = self.get_queryset(request).filter(status=Effect.Status.DEAD)
        if not dead.filter(pk=object_id).exists():
            return []
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return list(offered)

    @admin.action(description="Retry what gave up", permissions=["act"])
    def retry_chosen(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        self._retry(request, list(queryset.filter(status=Effect.Status.DEAD)))

    @dialog(
        "Try this effect again?",
        text="It starts afresh, and so does what waits for it.",
        submit="Retry",
        icon="replay",
        variant=ActionVariant.PRIMARY,
    )
    def retry(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        effect = self.get_object(request, object_id)
        if effect is None:
            raise Http404("There is no such effect.")
        self._retry(request, [effect])
        return done(request, reverse("admin:incidents_effect_change", args=[object_id]))

    @transaction.atomic
    def _retry(self, request: HttpRequest, effects: Iterable[Effect]) -> None:
        try:
            count = response.retry_effects(
                effects=effects, by=viewer(request), now=timezone.now()
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
            return
        for effect in effects:
            self.log_change(request, effect, "Tried again")
        noun = "effect" if count == 1 else "effects"
        messages.success(request, f"Trying {count} {noun} again.")

    @column("About", ordering="subject")
    def about(self, effect: Effect) -> SafeString:
        incident_id = incident_of(effect.subject)
        if incident_id is None:
            return link("", effect.subject)
        url = reverse("admin:incidents_incident_change", args=[incident_id])
        return link(url, f"INC-{incident_id}")

    @column("Status", ordering="status", label=COLOURS | {"Gave up": "danger"})
    def status_label(self, effect: Effect) -> str:
        return effect.get_status_display()

    @column("In doubt")
    def doubt(self, effect: Effect) -> str:
        return "Yes: the last call may have gone through" if effect.in_doubt else "No"

    @column("Tries", ordering="attempts")
    def tries(self, effect: Effect) -> int:
        return effect.attempts

    @column("Last error")
    def error(self, effect: Effect) -> SafeString:
        text = effect.last_error
        short = text if len(text) <= 90 else f"{text[:89]}…"
        return format_html('<span title="{}">{}</span>', text, short)

    @column("")
    def again(self, effect: Effect) -> str:
        """Retry on the row of what gave up; it asks in the dialog."""
        if effect.status != Effect.Status.DEAD:
            return ""
        url = reverse("admin:incidents_effect_retry", args=[effect.pk])
        return format_html(_RETRY, url, url)


_RETRY = (
    '<a href="{}" hx-get="{}" hx-target="#modal-content" hx-select="#dialog"'
    ' x-on:htmx:after-on-load="openModal = true" class="bg-primary-600 font-medium'
    ' px-2.5 py-1 rounded-default text-white">Retry</a>'
)
