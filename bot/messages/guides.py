"""Links to a company's own guides, where they help. Pure."""

from django.conf import settings

from bot import blockkit
from bot.answers import Block

_GUIDES = {
    "incident": ("SLACK_INCIDENT_HELP_GUIDE_URL", "How we run incidents"),
    "severity": ("SLACK_SEVERITY_HELP_GUIDE_URL", "How to choose the severity"),
    "communication": (
        "SLACK_EMERGENCY_COMMUNICATION_GUIDE_URL",
        "How to communicate in an emergency",
    ),
    "postmortem": ("SLACK_POSTMORTEM_HELP_URL", "How to write a post-mortem"),
}


def link(name: str) -> str:
    """`<https://...|How to ...>` for this guide, or nothing while none is set."""
    url, text = address(name)
    for char, safe in (("&", "&amp;"), ("|", "%7C"), (">", "%3E"), ("<", "%3C")):
        url = url.replace(char, safe)
    return f"<{url}|{text}>" if url else ""


def beside(name: str) -> list[Block]:
    """The link as a block of a form, or no block."""
    found = link(name)
    return [blockkit.context(found)] if found else []


def links() -> list[str]:
    """Every guide that is set."""
    return [found for name in _GUIDES if (found := link(name))]


def address(name: str) -> tuple[str, str]:
    """The guide's address, empty while none is set, and what it is about."""
    setting, text = _GUIDES[name]
    return str(getattr(settings, setting)), text
