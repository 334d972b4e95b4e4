"""Post-mortems: which there are, who wrote them; they are written on the web."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from backoffice.admin.screen import (
    Rows,
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
from incidents.postmortems import queries, services
from incidents.postmortems.models import Postmortem, Revision
from incidents.values import Mistake

NEXT = {"publish": Postmortem.Status.DRAFT, "withdraw": Postmortem.Status.PUBLISHED}


class Revisions(Seen, Rows[Revision, Postmortem]):
    model = Revision
    readonly_fields = ["version", "by", "at"]
    fields = [*readonly_fields]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("by").defer("text")


@admin.register(Postmortem)
class PostmortemScreen(Seen, Screen[Postmortem]):
    section = "Incidents"
    rank = 50
    symbol = "auto_stories"
    empty_text = "None yet. After an incident, make one with /incident postmortem."

    inlines = [Revisions]
    list_display = [
        "incident",
        "state",
        "version",
        "created_by",
        "edited_at",
        "published_at",
    ]
    list_filter = ["status", "published_at"]
    list_select_related = ["incident", "created_by"]
    search_fields = ["=incident__id", "incident__title", "text", "created_by__name"]
    search_help_text = "Incident, title, text or who began it"
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    actions_detail = ["publish", "withdraw"]
    readonly_fields = ["state", "web_page"]
    fields = [
        "incident",
        "state",
        "web_page",
        "version",
        "created_by",
        "created_at",
        "edited_at",
        "published_at",
        "text",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Postmortem]:
        return queries.visible(by=viewer(request)).order_by("-pk")

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Postmortem)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what may follow."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [a for a in offered if found and NEXT.get(a.path) == found.status]

    @dialog(
        "Publish this post-mortem?",
        text="The incident's channel and its announcement are told, once.",
        submit="Publish",
        icon="campaign",
        variant=ActionVariant.SUCCESS,
    )
    def publish(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._change(request, object_id, services.publish, "Published")

    @dialog(
        "Make this post-mortem a draft again?",
        text="Closing its incident may need it published.",
        submit="Make it a draft",
        icon="edit_note",
        variant=ActionVariant.WARNING,
    )
    def withdraw(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._change(request, object_id, services.unpublish, "Draft again")

    def _change(
        self,
        request: HttpRequest,
        object_id: str,
        verb: Callable[..., Postmortem],
        told: str,
    ) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).get()
        try:
            changed = verb(postmortem=found, by=viewer(request), now=timezone.now())
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, changed, told)
            messages.success(request, f"{changed}: {told.lower()}.")
        url = reverse("admin:incidents_postmortem_change", args=[object_id])
        return done(request, url)

    @column("State", label={"Draft": "warning", "Published": "success"})
    def state(self, postmortem: Postmortem) -> str:
        return postmortem.get_status_display()

    @column("Written at")
    def web_page(self, postmortem: Postmortem) -> SafeString:
        url = reverse("web:postmortem", args=[postmortem.incident_id])
        return link(url, f"Post-mortem of {postmortem.incident.reference}")
