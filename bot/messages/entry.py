"""A line of the timeline, posted where people follow the incident."""

from collections.abc import Callable, Mapping

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import words
from bot.mrkdwn import chunks, inline, prose, span
from incidents.record.models import Entry, Incident

People = Mapping[int, str]
"""Slack ids by the ids of people."""

NOTICE = 500


def entry_message(
    incident: Incident, entry: Entry, message: str, *, people: People
) -> Message:
    """`message` is what kind of post it is: update, change or lead."""
    return _MESSAGES[message](incident, entry, people)


def _update(incident: Incident, entry: Entry, people: People) -> Message:
    who = words.name(entry.by, "Muster")
    state = (
        f"*Update* from {who} · {incident.reference} · "
        f"{words.short_severity(incident)} · {words.status(incident)}"
    )
    text = prose(entry.text, NOTICE)
    return Message(
        text=f"Update on {incident.reference} from {who}: {text}",
        blocks=(blockkit.context(state), *_told(entry.text)),
    )


def _change(incident: Incident, entry: Entry, people: People) -> Message:
    line = _CHANGES.get(Entry.Kind(entry.kind), _plain_change)(incident, entry)
    reason = str(entry.data.get("reason") or "")
    text = f"{incident.reference}: {line}"
    if reason:
        text = f"{text}. {prose(reason, NOTICE)}"
    return Message(text=text, blocks=(blockkit.section(line), *_told(reason)))


def _lead(incident: Incident, entry: Entry, people: People) -> Message:
    """The one post that mentions: the new lead has to know."""
    chosen = entry.data.get("to")
    by = f" ({words.name(entry.by)} asked for it)" if entry.by else ""
    if chosen in people:
        line = f"🧭 <@{people[chosen]}> leads {incident.reference} now{by}"
    elif incident.lead and chosen == incident.lead.pk:
        line = f"🧭 {words.name(incident.lead)} leads {incident.reference} now{by}"
    else:
        line = f"🧭 {prose(entry.text, NOTICE)}"
    return Message(text=line, blocks=(blockkit.section(line),))


_MESSAGES: dict[str, Callable[[Incident, Entry, People], Message]] = {
    "update": _update,
    "change": _change,
    "lead": _lead,
}


def _resolved(incident: Incident, entry: Entry) -> str:
    lasted = span(entry.at - incident.declared_at)
    return f"✅ *Resolved* by {words.name(entry.by, 'Muster')} after {lasted}"


def _reopened(incident: Incident, entry: Entry) -> str:
    return f"🔁 *Reopened* by {words.name(entry.by, 'Muster')}"


def _closed(incident: Incident, entry: Entry) -> str:
    return f"🏁 *Closed* by {words.name(entry.by, 'Muster')}"


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


_CHANGES: dict[Entry.Kind, Callable[[Incident, Entry], str]] = {
    Entry.Kind.RESOLVED: _resolved,
    Entry.Kind.REOPENED: _reopened,
    Entry.Kind.CLOSED: _closed,
    Entry.Kind.SEVERITY: _severity,
    Entry.Kind.STATUS: _status,
}


def _told(text: str) -> list[Block]:
    return [blockkit.section(part) for part in chunks(text)] if text else []
