"""Deployment freezes: who froze what, until when, and who deployed all the same."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Rows,
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.freezes import services
from incidents.freezes.models import Freeze, FreezeOverride
from incidents.record.models import Incident
from incidents.values import Mistake


class Overrides(Seen, Rows[FreezeOverride, Freeze]):
    model = FreezeOverride
    readonly_fields = ["at", "scope", "by", "reason", "until"]
    fields = [*readonly_fields]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[FreezeOverride]:
        return super().get_queryset(request).select_related("by")


@admin.register(Freeze)
class FreezeScreen(Seen, Screen[Freeze]):
    section = "Incidents"
    rank = 60
    symbol = "ac_unit"
    empty_text = "Nothing was frozen yet. Freeze in Slack with /incident freeze."

    inlines = [Overrides]
    list_display = ["scope", "reason", "incident", "by", "since", "until", "state"]
    list_filter = ["is_automatic", "scope"]
    list_select_related = ["incident", "by"]
    search_fields = ["scope", "reason", "by__name"]
    date_hierarchy = "since"
    ordering = ["-pk"]
    actions_detail = ["lift"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Freeze]:
        seen = Incident.objects.visible_to(viewer(request)).values("pk")
        about = Q(incident__isnull=True) | Q(incident__in=seen)
        return super().get_queryset(request).filter(about)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Freeze)

    @dialog(
        "Lift this freeze?",
        text="Pipelines may deploy from now on; the announcement in Slack says so.",
        submit="Lift freeze",
        icon="wb_sunny",
        variant=ActionVariant.SUCCESS,
    )
    def lift(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        try:
            freeze = services.lift(
                freeze_id=found.pk if found else 0,
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, freeze, "Lifted")
            messages.success(request, f"Deployments of {freeze.scope} may go on.")
        return done(request, reverse("admin:incidents_freeze_change", args=[object_id]))

    @column("State", label={"Stands": "info", "Over": "success"})
    def state(self, freeze: Freeze) -> str:
        over = freeze.lifted_at or (freeze.until and freeze.until <= timezone.now())
        return "Over" if over else "Stands"
