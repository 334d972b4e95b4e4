"""Follow-ups: what is to be done because of incidents, by whom and by when."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    link,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.followups import queries, services
from incidents.followups.models import FollowUp
from incidents.values import Mistake

Status = FollowUp.Status
COLOURS = {"Open": "info", "Done": "success", "Overdue": "danger"}


@admin.register(FollowUp)
class FollowUpScreen(Seen, Screen[FollowUp]):
    """No raw edits: the timeline, the card and the reminders follow from verbs."""

    section = "Incidents"
    rank = 30
    symbol = "task_alt"
    empty_text = "Nothing to follow up. Add something in Slack: /incident follow-up."

    list_display = ["title", "incident", "owner", "due_on", "state"]
    list_filter = ["status", "due_on"]
    list_select_related = ["incident", "owner"]
    search_fields = ["title", "incident__title", "owner__name"]
    search_help_text = "What, which incident, who"
    date_hierarchy = "due_on"
    ordering = ["-pk"]
    actions_detail = ["finish", "drop", "again"]
    readonly_fields = ["web_page"]
    fields = [
        "title",
        "incident",
        "owner",
        "due_on",
        "status",
        "permalink",
        "web_page",
        "created_by",
        "created_at",
        "ended_by",
        "ended_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        return queries.visible(by=viewer(request)).order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, FollowUp)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what may follow its state."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        is_open = found is not None and found.status == Status.OPEN
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [a for a in offered if (a.path == "again") != is_open]

    @dialog(
        "Is it done?",
        text="The timeline and the card of the incident say so; nobody is reminded.",
        submit="Done",
        icon="check_circle",
        variant=ActionVariant.SUCCESS,
    )
    def finish(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._turn(request, object_id, services.done, "Done")

    @dialog(
        "Drop it?",
        text="It will not be done. It stays on record, and nobody is reminded.",
        submit="Drop",
        icon="block",
    )
    def drop(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        return self._turn(request, object_id, services.drop, "Dropped")

    @dialog(
        "Reopen it?",
        text="It is to be done after all; with a day, its owner is reminded.",
        submit="Reopen",
        icon="replay",
        variant=ActionVariant.WARNING,
    )
    def again(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        return self._turn(request, object_id, services.reopen, "Reopened")

    def _turn(
        self,
        request: HttpRequest,
        object_id: str,
        verb: Callable[..., FollowUp],
        told: str,
    ) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        if found is None:
            raise Http404("There is no such follow-up.")
        try:
            changed = verb(
                incident=found.incident,
                follow_up_id=found.pk,
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, changed, told)
            messages.success(request, f"{told}: {changed.title}")
        return done(
            request, reverse("admin:incidents_followup_change", args=[object_id])
        )

    @column("State", ordering="status", label=COLOURS)
    def state(self, follow_up: FollowUp) -> str:
        today = timezone.localdate()
        due = follow_up.due_on
        if follow_up.status == Status.OPEN and due is not None and due < today:
            return "Overdue"
        return follow_up.get_status_display()

    @column("Responders' page")
    def web_page(self, follow_up: FollowUp) -> SafeString:
        number = follow_up.incident_id
        return link(reverse("web:incident", args=[number]), f"Open INC-{number}")
