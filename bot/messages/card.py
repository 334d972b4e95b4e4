"""The pinned card of an incident: all there is to know, and what to press."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import choices, words
from bot.mrkdwn import inline, moment, prose, span
from incidents.record.models import Incident
from incidents.values import Status

ROOM = 1_500


def card(incident: Incident) -> Message:
    """Blocks within Slack's limits, whatever the incident's texts are."""
    return Message(text=fallback(incident), blocks=tuple(_blocks(incident)))


def fallback(incident: Incident) -> str:
    """One line for notifications."""
    return (
        f"{words.sign(incident)} {incident.reference} · "
        f"{words.short_severity(incident)} · {words.status(incident)} · "
        f"Lead: {words.name(incident.lead)} · {inline(incident.title, 1_000)}"
    )


def _blocks(incident: Incident) -> Iterator[Block]:
    heading = f"{incident.reference} {incident.title}"
    yield blockkit.header(heading)
    if len(heading) > blockkit.HEADER:
        yield blockkit.plain_section(incident.title)
    yield blockkit.fields(
        f"*Severity*\n{words.severity(incident)}",
        f"*Status*\n{'' if incident.is_open else '✅ '}{words.status(incident)}",
        f"*Lead*\n{words.name(incident.lead)}",
        f"*Service*\n{words.service(incident)}",
    )
    for label, text in (
        ("What is known", incident.summary),
        ("Latest update", incident.latest_update),
        ("What fixed it", incident.resolution),
    ):
        if text:
            yield blockkit.section(f"*{label}*\n{prose(text, ROOM)}")
    yield blockkit.context(_history(incident))
    if buttons := _buttons(incident):
        yield blockkit.actions(*buttons)
    if incident.is_open:
        # Slack keeps what a person chose in a menu while the block's id is the same.
        yield blockkit.actions(
            choices.severity_menu(incident),
            choices.status_menu(incident),
            block_id=f"card:{incident.pk}:{incident.severity}:{incident.status}",
        )


def _history(incident: Incident) -> str:
    who = words.name(incident.declared_by, "Muster")
    parts = [f"Declared by {who}, {moment(incident.declared_at)}"]
    if incident.resolved_at:
        lasted = span(incident.resolved_at - incident.declared_at)
        parts.append(f"Resolved {moment(incident.resolved_at)}, after {lasted}")
    if incident.is_private:
        parts.append("🔒 Private: only people in this channel know of it")
    return " · ".join(parts)


def _buttons(incident: Incident) -> list[blockkit.Element]:
    value = str(incident.pk)
    reopen = blockkit.button("Reopen", "incident_reopen", value)
    if incident.is_open:
        return [
            blockkit.button("Update", "incident_update", value),
            blockkit.button("Resolve", "incident_resolve", value, style="primary"),
            blockkit.button("I take the lead", "incident_take_lead", value),
        ]
    if incident.status in (Status.RESOLVED, Status.POST_INCIDENT):
        return [reopen, blockkit.button("Close", "incident_close", value)]
    return [] if incident.status == Status.MERGED else [reopen]
