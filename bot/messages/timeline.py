"""The timeline, to its reader alone. Pure."""

from collections.abc import Sequence

from django.conf import settings

from bot import blockkit
from bot.answers import Block, Say
from bot.messages import words
from bot.mrkdwn import inline, moment, prose
from incidents.record.models import Entry, Incident
from incidents.record.timeline import may_hide, may_reword, may_time

SHOWN = 20
LINE = 600
NAME = 120


def listing(incident: Incident, entries: Sequence[Entry], *, total: int) -> Say:
    """The last lines, the newest at the end; `total` counts all that show."""
    what = (
        "" if total <= len(entries) else f", the last {len(entries)} of {total} lines"
    )
    heading = f"*Timeline of {incident.reference}*{what}"
    blocks = [blockkit.section(f"{heading}\n{inline(incident.title, 1_000)}")]
    blocks += [_line(incident, entry) for entry in entries]
    value = str(incident.pk)
    blocks.append(
        blockkit.actions(
            blockkit.button("Add a note", "incident_note", value),
            blockkit.button("Follow-ups", "incident_follow_ups", value),
        )
    )
    blocks.append(
        blockkit.context(
            f"<{web(incident)}|The whole timeline on the web>, where hidden lines can "
            "be shown again."
        )
    )
    return Say(
        f"Timeline of {incident.reference}", blocks=tuple(blocks), title="Timeline"
    )


def noted(incident: Incident, entry: Entry) -> Say:
    """Confirms a note, with a way back."""
    text = (
        f"📝 On the timeline of {incident.reference}, {moment(entry.at)}: "
        f"{prose(entry.text, LINE)}"
    )
    return Say(text, blocks=_with_ways_back(incident, entry, text), title="Noted")


def added(incident: Incident, entry: Entry, *, is_new: bool) -> Say:
    """Confirms that a message is on the timeline."""
    was = "is" if is_new else "was already"
    text = (
        f"📌 This message {was} on the timeline of {incident.reference}, "
        f"{moment(entry.at)}: {prose(entry.text, LINE)}"
    )
    return Say(text, blocks=_with_ways_back(incident, entry, text), title="Timeline")


def hidden(incident: Incident, entry: Entry) -> Say:
    text = (
        f"Hidden from the timeline of {incident.reference}: {prose(entry.text, LINE)}"
    )
    back = blockkit.button("Show it again", "incident_line_show", _value(entry))
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(back)))


def shown_again(incident: Incident, entry: Entry) -> Say:
    return Say(
        f"On the timeline of {incident.reference} again: {prose(entry.text, LINE)}"
    )


def web(incident: Incident) -> str:
    """The address of its page."""
    return f"{settings.PUBLIC_URL}/incidents/{incident.pk}/"


def line(entry: Entry) -> str:
    """When, what kind, who; then its words. At most 3,000 characters."""
    kind = Entry.Kind(entry.kind).label
    parts = [moment(entry.at), f"*{kind}*", who(entry)]
    if entry.permalink:
        parts.append(link_to(entry, "in Slack"))
    if entry.edited_at:
        parts.append(f"edited by {words.name(entry.edited_by)}")
    return f"{' · '.join(part for part in parts if part)}\n{prose(entry.text, LINE)}"


def who(entry: Entry) -> str:
    """Who wrote or did it, escaped; empty when it was Muster."""
    author = str(entry.data.get("author") or "")
    return words.name(entry.by) if entry.by else inline(author, NAME)


def link_to(entry: Entry, words: str) -> str:
    """A link to the message that it was."""
    return f"<{entry.permalink.replace('&', '&amp;')}|{words}>"


def _line(incident: Incident, entry: Entry) -> Block:
    mends = may_reword(entry) or may_time(entry) or may_hide(entry)
    edit = blockkit.button("Edit", "incident_line", _value(entry)) if mends else None
    return blockkit.section(line(entry), accessory=edit)


def _with_ways_back(incident: Incident, entry: Entry, text: str) -> tuple[Block, ...]:
    buttons = blockkit.actions(
        blockkit.button("Undo", "incident_line_hide", _value(entry)),
        blockkit.button("Edit", "incident_line", _value(entry)),
    )
    return (blockkit.section(text), buttons)


def _value(entry: Entry) -> str:
    return f"{entry.incident_id}:{entry.pk}"
