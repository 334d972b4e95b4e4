"""A line of the timeline, posted where people follow the incident."""

from collections.abc import Callable

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import ending, triage, words
from bot.messages.update import update_message
from bot.mrkdwn import chunks, inline, prose, span
from incidents.record.models import Entry, Incident

NOTICE = 500


def entry_message(incident: Incident, entry: Entry, message: str) -> Message:
    """`message` is what kind of post it is: update, change or postmortem."""
    return _MESSAGES[message](incident, entry)


def _change(incident: Incident, entry: Entry) -> Message:
    line = _CHANGES.get(Entry.Kind(entry.kind), _plain_change)(incident, entry)
    reason = str(entry.data.get("reason") or "")
    text = f"{incident.reference}: {line}"
    if reason:
        text = f"{text}. {prose(reason, NOTICE)}"
    return Message(text=text, blocks=(blockkit.section(line), *_told(reason)))


_MESSAGES: dict[str, Callable[[Incident, Entry], Message]] = {
    "update": update_message,
    "change": _change,
    "postmortem": ending.published,
}


def _resolved(incident: Incident, entry: Entry) -> str:
    lasted = span(entry.at - incident.declared_at)
    return f"✅ *Resolved* by {words.name(entry.by, 'Muster')} after {lasted}"


def _reopened(incident: Incident, entry: Entry) -> str:
    return f"🔁 *Reopened* by {words.name(entry.by, 'Muster')}"


def _closed(incident: Incident, entry: Entry) -> str:
    return f"🏁 *Closed* by {words.name(entry.by, 'Muster')}{ending.after(entry)}"


def _accepted(incident: Incident, entry: Entry) -> str:
    leads = ", who leads it" if incident.lead_id == entry.by_id else ""
    return f"👍 *Accepted* by {words.name(entry.by, 'Muster')}{leads}"


def _declined(incident: Incident, entry: Entry) -> str:
    return f"🚫 *Declined* by {words.name(entry.by, 'Muster')}"


def _merged(incident: Incident, entry: Entry) -> str:
    """In the merged one, where to go on; in the survivor, what came."""
    who = words.name(entry.by, "Muster")
    if "into" in entry.data:
        return f"🔀 {triage.pointer(incident)} · {who}"
    return f"🔀 {prose(entry.text, NOTICE)} · {who}"


def _privacy(incident: Incident, entry: Entry) -> str:
    """What it means for who reads it in the channel."""
    who = words.name(entry.by, "Muster")
    if not entry.data.get("private"):
        return f"🔓 *Made public* by {who}: it is announced, and everybody may see it"
    line = f"🔒 *Made private* by {who}: only who takes part may see it in Muster."
    if incident.channel is None or incident.channel.is_private:
        return line
    return (
        f"{line} *This channel stays public*, for Slack lets no app convert it: an "
        "admin of your workspace can, in the channel's settings. Until then anybody "
        "can read what is and will be written here"
    )


def _severity(incident: Incident, entry: Entry) -> str:
    before = entry.data.get("from") or "not set"
    wanted = str(entry.data.get("to") or "")
    sign = words.severity_sign(wanted)
    who = words.name(entry.by, "Muster")
    return f"{sign} *Severity*: {inline(str(before))} → {inline(wanted)} · {who}"


def _status(incident: Incident, entry: Entry) -> str:
    return _plain_change(incident, entry).replace("Status:", "*Status*:", 1)


def _plain_change(incident: Incident, entry: Entry) -> str:
    """The entry's own words, without the reason that follows below."""
    reason = str(entry.data.get("reason") or "")
    line = entry.text.removesuffix(f". {reason}") if reason else entry.text
    return f"➡️ {prose(line, NOTICE)} · {words.name(entry.by, 'Muster')}"


def _sos(incident: Incident, entry: Entry) -> str:
    name = inline(str(entry.data.get("name") or ""), NOTICE)
    return f"🆘 *Help is called*: {name} · {words.name(entry.by, 'Muster')}"


_CHANGES: dict[Entry.Kind, Callable[[Incident, Entry], str]] = {
    Entry.Kind.RESOLVED: _resolved,
    Entry.Kind.REOPENED: _reopened,
    Entry.Kind.CLOSED: _closed,
    Entry.Kind.ACCEPTED: _accepted,
    Entry.Kind.DECLINED: _declined,
    Entry.Kind.MERGED: _merged,
    Entry.Kind.PRIVACY: _privacy,
    Entry.Kind.SEVERITY: _severity,
    Entry.Kind.STATUS: _status,
    Entry.Kind.SOS: _sos,
}


def _told(text: str) -> list[Block]:
    return [blockkit.section(part) for part in chunks(text)] if text else []
