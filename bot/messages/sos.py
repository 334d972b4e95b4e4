"""Calling for help: what is posted, and what the caller reads. Pure."""

from bot import blockkit
from bot.answers import Message, Say
from bot.messages import words
from bot.mrkdwn import inline, prose
from incidents.channels.models import SosEntry
from incidents.lifecycle.sos import Call
from incidents.record.models import Entry, Incident

REASON = 2_900


def message(
    incident: Incident, entry: Entry, *, group: str, elsewhere: bool
) -> Message:
    """The call. It mentions the user group with this Slack id, or else @here."""
    who = words.name(entry.by, "Muster")
    called = f"🆘 {mention(group)} {who} calls for help"
    reason = prose(str(entry.data.get("reason") or ""), REASON)
    about = f"*{incident.reference}* {inline(incident.title, 1_000)}"
    state = (
        f"{words.sign(incident)} {words.short_severity(incident)} · "
        f"{words.status(incident)} · Lead: {words.name(incident.lead)}"
    )
    blocks = [blockkit.section(f"{called} with {about}" if elsewhere else called)]
    if reason:
        blocks.append(blockkit.section(reason))
    if elsewhere:
        where = f"{state} · Join: {words.channel(incident)}"
        blocks.append(blockkit.context(f"{where} · <{words.web(incident)}|On the web>"))
    return Message(
        text=f"🆘 {mention(group)} {who} calls for help with {incident.reference}",
        blocks=tuple(blocks),
    )


def mention(group: str) -> str:
    """What makes Slack notify the group with this id, or whoever is active here."""
    return f"<!subteam^{group}>" if group else "<!here>"


def called(call: Call) -> Say:
    """What was done, for who asked."""
    where = f"in <#{call.channel}>" if call.channel else "in the incident's channel"
    whom = f"the user group <!subteam^{call.mention}>" if call.mention else "@here"
    text = f"🆘 *{inline(call.name)}* called: {whom} is mentioned {where}."
    if call.invited:
        people = "1 person" if call.invited == 1 else f"{call.invited} people"
        text = f"{text} {people} of it are invited to the channel."
    return Say(text, title="Help is called")


def reach(entry: SosEntry) -> str:
    """Who is mentioned where, in plain words, before anybody is."""
    whom = str(entry.user_group) if entry.user_group else "@here"
    where = str(entry.conversation or "the incident's channel")
    return f"Mentions {whom} in {where}"
