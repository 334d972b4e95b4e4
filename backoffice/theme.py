"""How the back-office looks: the UNFOLD setting."""

from typing import Any

from django.templatetags.static import static


def environment(public_url: str) -> list[str]:
    """The label in the header: where this Muster is reached."""
    host = public_url.split("://", 1)[-1].split("/", 1)[0]
    name = host.rsplit(":", 1)[0]
    if name in ("127.0.0.1", "localhost"):
        return ["Local", "info"]
    return [name, "warning"]


def unfold(public_url: str) -> dict[str, Any]:
    """The UNFOLD setting of a Muster that is reached at `public_url`."""
    label = environment(public_url)
    return {
        "SITE_TITLE": "Muster",
        "SITE_HEADER": "Muster",
        "SITE_SUBHEADER": "Incidents, from Slack to post-mortem",
        "SITE_URL": "/incidents/",
        "SITE_ICON": lambda _: static("backoffice/icon.svg"),
        "SITE_FAVICONS": [
            {
                "rel": "icon",
                "type": "image/svg+xml",
                "sizes": "any",
                "href": lambda _: static("backoffice/icon.svg"),
            }
        ],
        "LOGIN": {"form": "backoffice.web.log_in.AdminLogInForm"},
        "ENVIRONMENT": lambda _: label,
        "DASHBOARD_CALLBACK": "backoffice.admin.dashboard.dashboard",
        "STYLES": [lambda _: static("backoffice/admin.css")],
        "SHOW_BACK_BUTTON": True,
        "BORDER_RADIUS": "8px",
        "COLORS": {"primary": _ORANGE},
        "SIDEBAR": {
            "show_search": True,
            "navigation": "backoffice.admin.navigation.navigation",
        },
    }


# From a signal orange; 600 carries white text at a contrast of 4.5 and more.
_ORANGE = {
    "50": "#fff5ed",
    "100": "#ffe8d5",
    "200": "#fecdaa",
    "300": "#fdaa74",
    "400": "#fb7c3c",
    "500": "#f05a16",
    "600": "#c2410c",
    "700": "#a3360d",
    "800": "#822d12",
    "900": "#692812",
    "950": "#391107",
}
