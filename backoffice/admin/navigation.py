"""The sidebar: every screen that the viewer may see, grouped by concept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from backoffice.admin.screen import Screen

SECTIONS = (
    "Incidents",
    "On call",
    "People & teams",
    "Services",
    "Slack",
    "Engine",
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Follows from the screens' `section`, `rank` and `symbol`."""
    found = _screens(request)
    groups: list[dict[str, Any]] = [{"items": _pages()}]
    for section in SECTIONS:
        items = [_item(request, *each) for each in found if each[0].section == section]
        if items:
            groups.append({"title": section, "separator": True, "items": items})
    return groups


def _pages() -> list[dict[str, Any]]:
    return [
        {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")},
        {
            "title": "Responders' pages",
            "icon": "open_in_new",
            "link": reverse("web:incidents"),
            "active": False,
        },
    ]


def _screens(request: HttpRequest) -> list[tuple[Screen[Any], dict[str, Any]]]:
    models = [m for app in admin.site.get_app_list(request) for m in app["models"]]
    found = [(admin.site.get_model_admin(model["model"]), model) for model in models]
    screens = [(s, model) for s, model in found if isinstance(s, Screen)]
    return sorted(screens, key=lambda each: (each[0].rank, str(each[1]["name"])))


def _item(
    request: HttpRequest, screen: Screen[Any], model: dict[str, Any]
) -> dict[str, Any]:
    item = {
        "title": str(model["name"]),
        "icon": screen.symbol,
        "link": model["admin_url"],
    }
    # The theme draws a badge for a count of nothing too.
    if screen.badge and (count := import_string(screen.badge)(request)):
        item |= {"badge": count, "badge_variant": "danger"}
    return item
