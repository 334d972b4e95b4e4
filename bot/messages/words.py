"""How severities, statuses, people and commands are put into words. Pure."""

from django.conf import settings

from bot.mrkdwn import inline
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Severity, Status, severity_label

_SEVERITY_SIGNS = {
    Severity.SEV1: "🔴",
    Severity.SEV2: "🟠",
    Severity.SEV3: "🟡",
    Severity.SEV4: "🔵",
}
SEVERITY_MEANINGS = {
    Severity.SEV1: "Customers cannot use the product, or data is at risk",
    Severity.SEV2: "A main part is down or slow for many customers",
    Severity.SEV3: "A small part is broken, or there is a way around it",
    Severity.SEV4: "Hardly anybody notices; it can wait for working hours",
}
STATUS_MEANINGS = {
    Status.TRIAGE: "Not yet looked at",
    Status.INVESTIGATING: "Looking for what is wrong",
    Status.FIXING: "The cause is known, a fix is on its way",
    Status.MONITORING: "The fix is out, watching that it holds",
    Status.RESOLVED: "It is over",
    Status.POST_INCIDENT: "Over; looking back at it and following up",
    Status.CLOSED: "Nothing is left to do",
}


def severity_sign(value: str) -> str:
    return _SEVERITY_SIGNS[Severity(value)] if value else "⚪"


def sign(incident: Incident) -> str:
    """How bad it is, or that it is over."""
    return severity_sign(incident.severity) if incident.is_open else "✅"


def severity(incident: Incident) -> str:
    """`🔴 SEV1 · critical`, under a heading that says what it is."""
    if not incident.severity:
        return f"{severity_sign('')} not set"
    return f"{severity_sign(incident.severity)} {severity_label(incident.severity)}"


def short_severity(incident: Incident) -> str:
    return incident.severity or "Severity not set"


def status(incident: Incident) -> str:
    return Status(incident.status).label


def name(person: Person | None, nobody: str = "nobody") -> str:
    """A person's name, escaped: no mention, since an edit needs nobody's attention."""
    return inline(person.name) if person else nobody


def service(incident: Incident) -> str:
    """`Checkout (Payments)`, escaped."""
    if incident.service is None:
        return "not set"
    return f"{inline(incident.service.name)} ({inline(incident.service.team.name)})"


def channel(incident: Incident) -> str:
    """A link to its channel, or why there is none: not yet, or not ever."""
    if incident.channel is not None:
        return f"<#{incident.channel.slack_id}>"
    return "channel not open yet" if incident.channel_name else "no channel"


def command(rest: str = "") -> str:
    """A command to copy: `/incident resolve`, as code. Escape user text first."""
    return f"`{f'{settings.SLACK_INCIDENT_COMMAND} {rest}'.strip()}`"


def web(incident: Incident) -> str:
    """The address of its page."""
    return f"{settings.PUBLIC_URL}/incidents/{incident.pk}/"


def web_postmortem(incident: Incident) -> str:
    """The address where its post-mortem is written and read."""
    return f"{web(incident)}postmortem/"


def web_list() -> str:
    """The address of the list of incidents in the back-office."""
    return f"{settings.PUBLIC_URL}/incidents/"


def web_alerts() -> str:
    """The address of the list of alerts."""
    return f"{settings.PUBLIC_URL}/alerts/"


def web_oncall() -> str:
    """The address of who is on call when."""
    return f"{settings.PUBLIC_URL}/oncall/"


def web_guide(slug: str = "") -> str:
    """The address of a team's escalation guide, or of all of them."""
    return f"{web_oncall()}guide/{f'{slug}/' if slug else ''}"
