"""What is said of an incident that is over: what is missing, its post-mortem. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Message, Say
from bot.messages import words
from bot.mrkdwn import escape, inline, moment
from incidents.lifecycle.closing import Blocker
from incidents.postmortems.models import Postmortem
from incidents.record.models import Entry, Incident
from incidents.values import Status

UNARCHIVE = (
    "Its channel is archived, and Slack lets no app open it again: somebody who was in "
    "it has to choose *Unarchive* in Slack. Muster goes on there then; if it does not, "
    "invite it again and press Retry in its message about what is stuck."
)


def missing(blockers: Sequence[Blocker]) -> str:
    """A line for each thing that closing still needs."""
    return "\n".join(f"• {escape(each.text, 400)}" for each in blockers)


def after(entry: Entry) -> str:
    """What being closed leaves behind, as the entry tells it."""
    told = ""
    if missing := entry.data.get("although"):
        told = f", although: {escape('; '.join(map(str, missing)), 1_000)}"
    if archived := entry.data.get("archived_at"):
        at = datetime.fromisoformat(str(archived))
        told = f"{told}. Its channel is archived {day(at)}"
    return told


def day(at: datetime) -> str:
    """A day, in each reader's zone."""
    return f"<!date^{int(at.timestamp())}^{{date_long}}|on {at:%-d %b %Y} UTC>"


def published(incident: Incident, entry: Entry) -> Message:
    """Its post-mortem can be read."""
    who = words.name(entry.by, "Muster")
    url = words.web_postmortem(incident)
    line = (
        f"📖 *Post-mortem published* by {who}: "
        f"<{url}|{incident.reference}> {inline(incident.title, 500)}"
    )
    return Message(text=line, blocks=(blockkit.section(line),))


def due(incident: Incident) -> Message:
    """To its lead, some days after it was resolved."""
    resolved = (
        f" was resolved {moment(incident.resolved_at)}" if incident.resolved_at else ""
    )
    line = (
        f"📖 {incident.reference} {inline(incident.title, 500)}{resolved}. Its "
        "severity asks for a post-mortem, and none is published yet."
    )
    buttons = blockkit.actions(*postmortem_buttons(incident, None))
    return Message(text=line, blocks=(blockkit.section(line), buttons))


def postmortem(incident: Incident, found: Postmortem, *, is_new: bool) -> Say:
    """Where it is written, and publishing it."""
    draft = found.status == Postmortem.Status.DRAFT
    what = "it is a draft" if draft else "it is published"
    if is_new:
        what = "the draft is made"
    text = (
        f"📖 Post-mortem of {incident.reference}: {what}. "
        f"<{words.web_postmortem(incident)}|Read and edit it on the web>."
    )
    buttons = postmortem_buttons(incident, found)
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(*buttons)))


def postmortem_buttons(
    incident: Incident, found: Postmortem | None
) -> list[blockkit.Element]:
    """Make or open it; publish it while it is a draft."""
    value = str(incident.pk)
    if found is None:
        return [
            blockkit.button(
                "Post-mortem", "incident_postmortem", value, style="primary"
            )
        ]
    url = words.web_postmortem(incident)
    buttons = [blockkit.link_button("Open the post-mortem", "postmortem_open", url)]
    if found.status == Postmortem.Status.DRAFT:
        buttons.append(publish_button(incident))
    return buttons


def publish_button(incident: Incident) -> blockkit.Element:
    """Asks first: the channel is told."""
    return blockkit.asking(
        blockkit.button("Publish", "incident_postmortem", f"{incident.pk}:publish"),
        "Publish the post-mortem?",
        "The incident's channel and its announcement are told, with a link.",
        confirm="Publish",
    )


def archive_buttons(incident: Incident, *, is_planned: bool) -> list[blockkit.Element]:
    """Archive its channel now, or never by itself."""
    value = str(incident.pk)
    now = blockkit.asking(
        blockkit.button("Archive now", "incident_archive", f"{value}:now"),
        "Archive the channel?",
        "Nobody can write in it any more. People can still read it, and unarchive it "
        "in Slack.",
        confirm="Archive",
    )
    keep = blockkit.button("Keep it open", "incident_archive", f"{value}:keep")
    return [now, keep] if is_planned else [now]


def reopened(incident: Incident) -> Say:
    """Open again, and what Slack keeps Muster from doing."""
    text = f"🔁 {incident.reference} is open again: {Status(incident.status).label}."
    if incident.channel is not None and incident.channel.is_archived:
        text = f"{text}\n⚠️ {UNARCHIVE}"
    return Say(text)
