"""Invitation rules: whom certain incidents need."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from backoffice.admin.screen import Screen, column
from incidents.invitations import services as invitations
from incidents.invitations.models import InviteRule
from incidents.values import Severity


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    severities = forms.MultipleChoiceField(
        choices=Severity.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="For incidents of these severities; none stands for every one.",
    )

    class Meta:
        model = InviteRule
        fields = [
            "name",
            "is_active",
            "severities",
            "services",
            "public_only",
            "user_groups",
            "conversations",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("user_groups") and not cleaned.get("conversations"):
            raise forms.ValidationError(
                "This rule invites nobody: choose a user group or a conversation."
            )
        return cleaned


@admin.register(InviteRule)
class InviteRuleScreen(Screen[InviteRule]):
    section = "Services"
    rank = 40
    symbol = "group_add"
    empty_text = (
        "A rule invites user groups and members of channels, for example to every "
        "public SEV1. The service's team and who is on call for it need no rule."
    )

    form = RuleForm
    list_display = ["name", "fits", "people_from", "private", "active"]
    list_filter = ["is_active", "public_only", "services"]
    search_fields = ["name", "user_groups__handle", "conversations__name"]
    autocomplete_fields = ["services", "user_groups", "conversations"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InviteRule]:
        found = super().get_queryset(request)
        return found.annotate(
            services_counted=Count("services", distinct=True),
            groups_counted=Count("user_groups", distinct=True),
            channels_counted=Count("conversations", distinct=True),
        )

    def save_related(self, *args: Any, **kwargs: Any) -> None:
        super().save_related(*args, **kwargs)
        invitations.rules_changed(now=timezone.now())

    @column("For", ordering="severities")
    def fits(self, rule: InviteRule) -> str:
        severities = ", ".join(rule.severities) or "every severity"
        count = getattr(rule, "services_counted", 0)
        services = _count(count, "service") if count else "every service"
        return f"{severities}, {services}"

    @column("Invites from")
    def people_from(self, rule: InviteRule) -> str:
        groups = _count(getattr(rule, "groups_counted", 0), "user group")
        return f"{groups}, {_count(getattr(rule, 'channels_counted', 0), 'channel')}"

    @column("Private incidents", ordering="public_only")
    def private(self, rule: InviteRule) -> str:
        return "left alone" if rule.public_only else "too"

    @column("State", ordering="is_active", label={"Active": "success"})
    def active(self, rule: InviteRule) -> str:
        return "Active" if rule.is_active else "Paused"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
