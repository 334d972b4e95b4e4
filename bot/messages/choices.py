"""Menus of severities and statuses, for the card and for forms. Pure."""

from bot import blockkit
from bot.messages.words import SEVERITY_MEANINGS, STATUS_MEANINGS, severity_sign
from incidents.catalog.models import Service
from incidents.lifecycle.status import allowed
from incidents.record.models import Incident
from incidents.values import Severity, Status


def severities(prefix: str = "") -> list[blockkit.Option]:
    """Each with what it means; `prefix` goes before the values."""
    return [
        blockkit.option(
            f"{severity_sign(s)} {s.label}", prefix + s.value, SEVERITY_MEANINGS[s]
        )
        for s in Severity
    ]


def service(found: Service) -> blockkit.Option:
    """A service with its team; its id is the value."""
    return blockkit.option(found.name, str(found.pk), f"Team {found.team.name}")


def next_statuses(incident: Incident) -> list[blockkit.Option]:
    """What may follow, each with what it means."""
    return [
        blockkit.option(s.label, s.value, STATUS_MEANINGS[s])
        for s in allowed(Status(incident.status))
    ]


def severity_menu(incident: Incident) -> blockkit.Element:
    """The card's menu: a choice is carried out at once."""
    prefix = f"{incident.pk}:"
    return blockkit.select(
        "incident_severity",
        severities(prefix),
        placeholder="Severity",
        chosen=prefix + incident.severity,
    )


def status_menu(incident: Incident) -> blockkit.Element:
    """The card's menu: the present status, and what may follow."""
    present = Status(incident.status)
    offered = [s for s in Status if s is present or s in allowed(present)]
    prefix = f"{incident.pk}:"
    return blockkit.select(
        "incident_status",
        [blockkit.option(s.label, prefix + s.value) for s in offered],
        placeholder="Status",
        chosen=prefix + present.value,
    )
