"""What fires and resolves again and again stays open and quiet. Pure."""

from datetime import datetime, timedelta

from incidents.alerts.models import AlertSettings
from incidents.alerts.states import AlertState


def note(alert: AlertState, settings: AlertSettings, at: datetime) -> bool:
    """It changed between firing and resolved; whether it flaps from now on."""
    changes = alert.changed(at, timedelta(minutes=settings.flap_minutes))
    begins = not alert.is_flapping and changes >= settings.flap_changes
    if begins:
        alert.is_flapping = True
        alert.decide(
            "flapping",
            f"It changed {changes} times within {settings.flap_minutes} minutes: it "
            "stays open and quiet until it is stable for as long",
            at,
        )
    if alert.is_flapping:
        alert.due_at = settles_at(alert, settings)
    return begins


def settles_at(alert: AlertState, settings: AlertSettings) -> datetime:
    """When it has been stable for as long as its service asks."""
    last = alert.changes[-1] if alert.changes else alert.last_at
    return last + timedelta(minutes=settings.flap_minutes)


def tell(alert: AlertState) -> None:
    """Its incident says that it began."""
    if alert.is_flapping and alert.incident is not None:
        alert.incident.note(
            f"“{alert.title}” is flapping: it fires and resolves again and again, and "
            "stays open and quiet until it is stable"
        )
