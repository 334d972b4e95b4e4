"""What who silences an incident's alerts is told."""

from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import moment
from incidents.alerts import showing
from incidents.record.models import Incident


def silenced(incident: Incident) -> Say:
    route = showing.route_of(incident)
    until = route.silenced_until if route else None
    end = f" until {moment(until)}" if until else ""
    off = words.command(f"silence {incident.pk} off")
    return Say(
        f"🔕 {incident.reference}: its alerts page nobody{end}. They are recorded all "
        f"the same; {off} ends it.",
        title="Silenced",
    )


def lifted(incident: Incident) -> Say:
    return Say(f"🔔 {incident.reference}: its alerts page again.", title="Lifted")
