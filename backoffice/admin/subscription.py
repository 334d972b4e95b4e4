"""Subscriptions: who follows which incident, and how they are told."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.enums import ActionVariant

from backoffice.admin.screen import Screen, Seen, dialog, done, may_change, row_id
from backoffice.viewer import viewer
from incidents.updates import following, queries
from incidents.updates.models import Subscription


@admin.register(Subscription)
class SubscriptionScreen(Seen, Screen[Subscription]):
    section = "Incidents"
    rank = 70
    symbol = "notifications"
    empty_text = "People follow an incident with the button on its announcement."

    list_display = ["incident", "person", "way", "created_at"]
    list_filter = ["way", "created_at"]
    list_select_related = ["incident", "person"]
    search_fields = ["incident__title", "person__name", "person__email"]
    ordering = ["-pk"]
    actions_detail = ["end"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        return queries.visible(by=viewer(request)).order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Subscription)

    @dialog(
        "End this subscription?",
        text="The person is told no more of the incident, and can follow it again.",
        submit="End subscription",
        icon="notifications_off",
        variant=ActionVariant.WARNING,
    )
    def end(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        found = self.get_queryset(request).filter(pk=row_id(object_id)).first()
        if found is None:
            raise Http404("There is no such subscription.")
        following.drop(incident=found.incident, person_id=found.person_id)
        self.log_change(request, found, "Ended")
        messages.success(request, f"{found.person} is told no more.")
        return done(request, reverse("admin:incidents_subscription_changelist"))
