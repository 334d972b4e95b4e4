"""Keys of services: which there are, who may show, replace and revoke them."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice import secret
from backoffice.admin.screen import (
    Rows,
    Screen,
    Seen,
    column,
    dialog,
    done,
    link,
    may_change,
)
from backoffice.viewer import viewer
from incidents.catalog import service_keys
from incidents.catalog.models import Service, ServiceKey
from incidents.values import Mistake

COLOURS = {"Works": "success", "Replaced": "warning", "Ended": "info"}


class _Shown:
    """What a list, a page and a service's own page say of a key."""

    class Media:
        css = {"all": ["backoffice/secret.css"]}
        js = ["backoffice/secret.js"]

    @column("Key")
    def key(self, key: ServiceKey) -> str | SafeString:
        """With an eye while it opens something; else how it began."""
        if _state(key) in ("Revoked", "Ended"):
            return f"{key.start}…"
        return secret.hidden(key)

    @column("State", label=COLOURS | {"Revoked": "danger"})
    def state(self, key: ServiceKey) -> str:
        return _state(key)


def _state(key: ServiceKey) -> str:
    if key.revoked_at:
        return "Revoked"
    if key.expires_at is None:
        return "Works"
    return "Ended" if key.expires_at <= timezone.now() else "Replaced"


class Keys(_Shown, Seen, Rows[ServiceKey, Service]):
    model = ServiceKey
    readonly_fields = [
        "key",
        "state",
        "created_by",
        "created_at",
        "last_used_at",
        "expires_at",
        "open",
    ]
    fields = [*readonly_fields]
    verbose_name_plural = "keys"
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceKey]:
        return super().get_queryset(request).select_related("created_by")

    @column("")
    def open(self, key: ServiceKey) -> SafeString:
        """The key's own page, where it is revoked."""
        url = reverse("admin:incidents_servicekey_change", args=[key.pk])
        return link(url, "Open" if key.revoked_at else "Open, revoke")


@admin.register(ServiceKey)
class ServiceKeyScreen(_Shown, Seen, Screen[ServiceKey]):
    section = "Services"
    rank = 15
    symbol = "vpn_key"
    empty_text = "Each service has a key as soon as it is there."

    list_display = ["begins", "of_service", "created_by", "last_used_at", "state"]
    list_filter = [("service", RelatedDropdownFilter), "revoked_at"]
    list_select_related = ["service", "created_by"]
    search_fields = ["start", "service__name", "service__slug"]
    readonly_fields = ["key", "state", "of_service"]
    fields = [
        "key",
        "state",
        "of_service",
        "created_by",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    ]
    actions_detail = ["revoke"]

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, ServiceKey)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what is not revoked yet is."""
        found = ServiceKey.objects.filter(pk=object_id, revoked_at__isnull=True)
        if not found.exists():
            return []
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return list(offered)

    @dialog(
        "Revoke this key?",
        text="What posts with it is refused within a second. This is final; a service "
        "whose last key it is receives nothing until it has another.",
        submit="Revoke key",
        icon="block",
        variant=ActionVariant.DANGER,
    )
    def revoke(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        key = self.get_object(request, object_id)
        if key is None:
            raise Http404("There is no such key.")
        try:
            self._revoke(request, key)
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, f"The key {key} opens nothing any more.")
        url = reverse("admin:incidents_servicekey_change", args=[object_id])
        return done(request, url)

    @transaction.atomic
    def _revoke(self, request: HttpRequest, key: ServiceKey) -> None:
        service_keys.revoke(key=key, now=timezone.now())
        self.log_change(request, key, "Revoked")
        by = viewer(request)
        secret.note(service=key.service, by=by, text=f"Revoked the key {key}")

    @column("Begins", ordering="start")
    def begins(self, key: ServiceKey) -> str:
        return str(key)

    @column("Service", ordering="service__name")
    def of_service(self, key: ServiceKey) -> SafeString:
        url = reverse("admin:incidents_service_change", args=[key.service_id])
        return link(url, str(key.service))
