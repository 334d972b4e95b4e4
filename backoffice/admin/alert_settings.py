"""How a service's alerts are handled: on the service's own page."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from unfold import admin as unfold

from backoffice.admin.words import words_field
from incidents.alerts.models import AlertSettings
from incidents.catalog.models import Service

if TYPE_CHECKING:

    class _StackedInline(admin.StackedInline[AlertSettings, Service]): ...

else:

    class _StackedInline(unfold.StackedInline): ...


class SettingsOfAlerts(_StackedInline):
    """One at most; a service without has the defaults, which the form shows."""

    model = AlertSettings
    verbose_name_plural = "alert settings"
    tab = True
    hide_title = True
    extra = 1
    max_num = 1
    autocomplete_fields = ["channel"]
    fieldsets = [
        ("Grouping", {"fields": ["group_labels", "tag_labels", "channel"]}),
        ("Over and again", {"fields": ["resolving", "reopen_minutes", "stale_hours"]}),
        (
            "Noise",
            {
                "fields": [
                    "hold_back_seconds",
                    ("flap_changes", "flap_minutes"),
                    ("storm_incidents", "storm_minutes"),
                ]
            },
        ),
    ]

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        return words_field(db_field) or super().formfield_for_dbfield(
            db_field, request, **kwargs
        )
