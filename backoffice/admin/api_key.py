"""API keys: made here and shown once, then known by how they begin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from backoffice.admin.screen import (
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.catalog import keys
from incidents.catalog.models import ApiKey
from incidents.values import Mistake


class KeyForm(BaseDialogForm):  # type: ignore[misc]
    """What the key is called and may do."""

    name = forms.CharField(
        max_length=80,
        help_text="Who uses it, for example “Deploy pipeline”.",
        widget=UnfoldAdminTextInputWidget(),
    )
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text="As little as it needs.",
    )


@admin.register(ApiKey)
class ApiKeyScreen(Seen, Screen[ApiKey]):
    section = "Services"
    rank = 30
    symbol = "key"
    empty_text = "Make a key for each program that calls Muster's API."

    list_display = ["name", "begins", "may", "created_by", "last_used_at", "state"]
    list_filter = ["revoked_at"]
    list_select_related = ["created_by"]
    search_fields = ["name", "start"]
    fields = [
        "name",
        "begins",
        "may",
        "created_by",
        "created_at",
        "last_used_at",
        "revoked_at",
    ]
    actions_list = ["make"]
    actions_detail = ["revoke"]

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, ApiKey)

    @dialog(
        "Make an API key",
        text="The key is shown once, on the next page.",
        submit="Make a key",
        icon="add",
        form=KeyForm,
    )
    def make(self, request: HttpRequest, form: KeyForm) -> HttpResponse:
        try:
            key, secret = keys.issue(
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_addition(request, key, "Made")
            messages.success(
                request,
                format_html(
                    "The key “{}” is <code>{}</code>. Copy it now: it is not shown "
                    "again.",
                    key.name,
                    secret,
                ),
            )
        return done(request, reverse("admin:incidents_apikey_changelist"))

    @dialog(
        "Revoke this key?",
        text="What uses it is refused from the next request on. This is final.",
        submit="Revoke key",
        icon="block",
        variant=ActionVariant.DANGER,
    )
    def revoke(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        key = get_object_or_404(ApiKey, pk=row_id(object_id))
        try:
            keys.revoke(key=key, now=timezone.now())
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, key, "Revoked")
            messages.success(request, f"The key “{key.name}” opens nothing any more.")
        return done(request, reverse("admin:incidents_apikey_change", args=[object_id]))

    @column("Begins")
    def begins(self, key: ApiKey) -> str:
        return f"{key.start}…"

    @column("May")
    def may(self, key: ApiKey) -> str:
        return ", ".join(ApiKey.Scope(scope).label for scope in key.scopes)

    @column("State", label={"Revoked": "danger", "Works": "success"})
    def state(self, key: ApiKey) -> str:
        return "Revoked" if key.revoked_at else "Works"
