"""Slack's user groups. One can be added by its id; Slack tells the rest."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from backoffice.admin.screen import Screen, column
from incidents.channels import groups
from incidents.channels.models import UserGroup, Workspace
from incidents.values import Mistake


class AddForm(forms.ModelForm):  # type: ignore[type-arg]
    """The Slack id alone."""

    class Meta:
        model = UserGroup
        fields = ["slack_id"]

    def clean_slack_id(self) -> str:
        try:
            return groups.checked_id(self.cleaned_data["slack_id"])
        except Mistake as mistake:
            raise forms.ValidationError(mistake.message) from mistake


@admin.register(UserGroup)
class UserGroupScreen(Screen[UserGroup]):
    section = "Slack"
    rank = 40
    symbol = "alternate_email"
    empty_text = "User groups come from Slack; one can be added by its id meanwhile."

    list_display = ["handle", "name", "people_count", "state", "synced_at"]
    list_filter = ["is_disabled"]
    list_select_related = ["workspace"]
    search_fields = ["handle", "name", "slack_id", "people__name"]
    told = ["slack_id", "handle", "name", "state", "people_count", "synced_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UserGroup]:
        return super().get_queryset(request).annotate(counted=Count("people"))

    def get_form(
        self,
        request: HttpRequest,
        obj: UserGroup | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's own signature
        **kwargs: Any,
    ) -> "type[forms.ModelForm[UserGroup]]":
        if obj is None:
            kwargs |= {"form": AddForm, "fields": ["slack_id"]}
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: UserGroup | None = None) -> Any:
        return ["slack_id"] if obj is None else list(self.told)

    def get_readonly_fields(
        self, request: HttpRequest, obj: UserGroup | None = None
    ) -> list[str]:
        """Slack tells everything of a group that is there."""
        return [] if obj is None else list(self.told)

    @transaction.atomic
    def save_model(
        self, request: HttpRequest, obj: UserGroup, form: Any, change: Any
    ) -> None:
        if change:
            return
        added = groups.add(
            slack_id=obj.slack_id,
            workspace=Workspace.objects.get(),
            now=timezone.now(),
        )
        obj.pk, obj.workspace, obj.handle = added.pk, added.workspace, added.handle
        messages.info(request, "Slack is asked for its name and people.")

    @column("People", ordering="counted")
    def people_count(self, group: UserGroup) -> int:
        return int(getattr(group, "counted", 0))

    @column(
        "State",
        ordering="synced_at",
        label={"Live": "success", "Being read": "info", "Switched off": "warning"},
    )
    def state(self, group: UserGroup) -> str:
        if group.problem:
            return group.problem
        if group.synced_at is None:
            return "Being read"
        return "Switched off" if group.is_disabled else "Live"
