"""The announcement of an incident: one compact message, edited in place."""

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.messages.card import fallback
from bot.mrkdwn import inline, moment
from incidents.record.models import Incident


def announcement(incident: Incident) -> Message:
    state = (
        f"{words.sign(incident)} *{incident.reference}* · "
        f"{words.short_severity(incident)} · *{words.status(incident)}*"
    )
    facts = [f"Lead: {words.name(incident.lead)}"]
    if incident.service:
        facts.append(words.service(incident))
    facts.append(f"since {moment(incident.declared_at)}")
    if incident.resolved_at:
        facts.append(f"resolved {moment(incident.resolved_at)}")
    if incident.channel:
        facts.append(f"Join: {words.channel(incident)}")
    blocks = (
        blockkit.section(f"{state}\n{inline(incident.title, 2_000)}"),
        blockkit.context(" · ".join(facts)),
    )
    return Message(text=fallback(incident), blocks=blocks)
