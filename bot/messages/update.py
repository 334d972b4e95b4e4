"""An update: what somebody told, what changed with it, when the next one is due."""

from datetime import datetime

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.mrkdwn import chunks, moment, prose, span
from incidents.record.models import Entry, Incident
from incidents.values import Status

NOTICE = 500


def update_message(incident: Incident, entry: Entry) -> Message:
    """One post, whatever was changed with the update. Pure."""
    who = words.name(entry.by, "Muster")
    state = (
        f"*Update* from {who} · {incident.reference} · "
        f"{words.short_severity(incident)} · {words.status(incident)}"
    )
    changes = _changes(incident, entry)
    blocks = [blockkit.context(state)]
    if changes:
        blocks.append(blockkit.section("\n".join(changes)))
    blocks += [blockkit.section(part) for part in chunks(entry.text)]
    if due := entry.data.get("next_update_at"):
        at = datetime.fromisoformat(str(due))
        blocks.append(blockkit.context(f"Next update due {moment(at)}"))
    notice = " · ".join([*changes, prose(entry.text, NOTICE)])
    return Message(
        text=f"Update on {incident.reference} from {who}: {notice}",
        blocks=tuple(blocks),
    )


def _changes(incident: Incident, entry: Entry) -> list[str]:
    lines = []
    if severity := entry.data.get("severity"):
        before, after = severity["from"] or "not set", severity["to"]
        lines.append(f"{words.severity_sign(after)} *Severity*: {before} → {after}")
    if status := entry.data.get("status"):
        before, after = Status(status["from"]), Status(status["to"])
        if after is Status.RESOLVED:
            lasted = span(entry.at - incident.declared_at)
            lines.append(f"✅ *Resolved* after {lasted}")
        else:
            lines.append(f"➡️ *Status*: {before.label} → {after.label}")
    return lines
