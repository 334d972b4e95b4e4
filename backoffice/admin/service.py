"""Services: what is monitored."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.admin.alert_settings import SettingsOfAlerts
from backoffice.admin.screen import (
    Screen,
    column,
    dialog,
    done,
    link,
    may_change,
)
from backoffice.admin.service_key import Keys
from backoffice.viewer import viewer
from incidents.catalog import service_keys
from incidents.catalog.models import Service, ServiceKey
from incidents.values import Mistake

# Hours that the old key goes on working.
GRACES = (
    ("0", "not at all: it may be in wrong hands"),
    ("1", "for an hour"),
    ("24", "for a day"),
    ("168", "for a week"),
    ("720", "for 30 days"),
)


class RegenerateForm(BaseDialogForm):  # type: ignore[misc]
    """How long the keys that are there go on working."""

    grace = forms.ChoiceField(
        choices=GRACES,
        initial="24",
        label="The old key works on",
        widget=UnfoldAdminSelectWidget(),
    )


@admin.register(Service)
class ServiceScreen(Screen[Service]):
    section = "Services"
    rank = 10
    symbol = "deployed_code"
    empty_text = "Add what you monitor; people choose it when they declare."

    inlines = [SettingsOfAlerts, Keys]
    list_display = ["name", "team", "description", "runbook", "set_up"]
    list_filter = [("team", RelatedDropdownFilter)]
    list_select_related = ["team"]
    search_fields = ["name", "slug", "description", "team__name"]
    autocomplete_fields = ["team"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["set_up"]
    actions_detail = ["regenerate"]

    def has_delete_permission(
        self, request: HttpRequest, obj: Service | None = None
    ) -> bool:
        """Only one without incidents: refusing would name them, private ones too."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return not (obj.incidents.exists() or obj.alerts.exists())

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, Any], set[str], list[Any]]:
        """Its keys go with it, although nobody may delete a key by itself."""
        gone, counts, needed, kept = super().get_deleted_objects(objs, request)
        own = str(ServiceKey._meta.verbose_name)
        return gone, counts, needed - {own}, kept

    def get_inline_instances(
        self, request: HttpRequest, obj: Service | None = None
    ) -> list[Any]:
        """A new service has its key and its defaults once it is saved."""
        return super().get_inline_instances(request, obj) if obj else []

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, ServiceKey)

    @dialog(
        "Make a new key?",
        text="Tools that post for this service need the new key before the old one "
        "ends.",
        submit="Regenerate key",
        icon="autorenew",
        variant=ActionVariant.WARNING,
        form=RegenerateForm,
    )
    def regenerate(
        self, request: HttpRequest, form: RegenerateForm, object_id: str
    ) -> HttpResponse:
        service = self.get_object(request, object_id)
        if service is None:
            raise Http404("There is no such service.")
        try:
            key = self._regenerate(request, service, int(form.cleaned_data["grace"]))
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            messages.success(request, f"{service} has the new key {key}.")
        url = reverse("admin:incidents_service_change", args=[object_id])
        return done(request, url)

    @transaction.atomic
    def _regenerate(
        self, request: HttpRequest, service: Service, hours: int
    ) -> ServiceKey:
        key = service_keys.regenerate(
            service=service,
            grace=timedelta(hours=hours),
            by=viewer(request),
            now=timezone.now(),
        )
        ended = f"the old one works {hours} h more" if hours else "the old one ended"
        self.log_change(request, service, f"Regenerated the key: {key}; {ended}")
        return key

    @column("Runbook")
    def runbook(self, service: Service) -> SafeString:
        return link(service.runbook_url, "Open" if service.runbook_url else "none yet")

    @column("Alerts")
    def set_up(self, service: Service) -> SafeString:
        """Where it is said how tools post for it; a new one has no page yet."""
        if not service.slug:
            return link("", "Once it is saved")
        return link(reverse("web:service_setup", args=[service.slug]), "Set up")
