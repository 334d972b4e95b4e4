"""The announcement of an incident: one compact message, edited in place."""

from datetime import datetime

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import triage, words
from bot.messages.card import fallback
from bot.messages.due import next_update
from bot.mrkdwn import inline, moment
from incidents.record.models import Incident


def announcement(incident: Incident, now: datetime | None = None) -> Message:
    """`now` tells whether the next update is late; without it none counts as late."""
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
    if incident.merged_into is not None:
        facts = [triage.pointer(incident)]
    due = next_update(incident, now or incident.declared_at)
    blocks: list[Block] = [
        blockkit.section(f"{state}\n{inline(incident.title, 2_000)}"),
        blockkit.context(" · ".join(facts)),
        *([blockkit.context(due)] if due else []),
    ]
    if incident.is_open:
        follow = blockkit.button("Follow", "incident_follow", str(incident.pk))
        blocks.append(blockkit.actions(*triage.buttons(incident), follow))
    return Message(text=fallback(incident), blocks=tuple(blocks))
