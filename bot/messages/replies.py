"""Short answers to the person who asked, with a way back where there is one."""

from bot import blockkit
from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import inline
from incidents.lifecycle.status import allowed
from incidents.record.models import Incident
from incidents.values import Status


def resolved(incident: Incident) -> Say:
    text = (
        f"✅ {incident.reference} is resolved. "
        f"{words.command(f'close {incident.pk}')} when nothing is left to do."
    )
    return _with(text, blockkit.button("Reopen", "incident_reopen", str(incident.pk)))


def closed(incident: Incident) -> Say:
    text = f"🏁 {incident.reference} is closed."
    return _with(text, blockkit.button("Reopen", "incident_reopen", str(incident.pk)))


def severity_set(incident: Incident, *, before: str) -> Say:
    text = f"{words.sign(incident)} {incident.reference} is {incident.severity} now."
    if not before:
        return Say(text)
    undo = blockkit.button(
        f"Back to {before}", "incident_severity", f"{incident.pk}:{before}"
    )
    return _with(text, undo)


def status_set(incident: Incident, *, before: Status) -> Say:
    if incident.status == Status.RESOLVED:
        return resolved(incident)
    text = f"{incident.reference} is {words.status(incident).lower()} now."
    if before not in allowed(Status(incident.status)):
        return Say(text)
    undo = blockkit.button(
        f"Back to {before.label.lower()}", "incident_status", f"{incident.pk}:{before}"
    )
    return _with(text, undo)


def updated(incident: Incident) -> Say:
    if incident.channel is None:
        return Say(f"The update is on record. {incident.reference} has no channel yet.")
    return Say(f"Published in {words.channel(incident)} and on the card.")


def leads(incident: Incident, *, you: bool) -> Say:
    who = "You lead" if you else f"{words.name(incident.lead)} leads"
    return Say(f"🧭 {who} {incident.reference} now: {inline(incident.title)}")


def retried(incident: Incident, *, count: int) -> Say:
    if not count:
        return Say(f"✅ Nothing is stuck about {incident.reference} any more.")
    steps = "1 step" if count == 1 else f"{count} steps"
    return Say(f"Trying {steps} of {incident.reference} again.")


def _with(text: str, button: blockkit.Element) -> Say:
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(button)))
