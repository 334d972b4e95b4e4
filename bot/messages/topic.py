"""The topic of an incident's channel."""

from bot.messages import triage, words
from bot.mrkdwn import clip, escape
from incidents.record.models import Incident
from incidents.record.over import survivor

# Source: Slack's conversations.setTopic, error too_long.
LIMIT = 250
NAME = 40


def topic(incident: Incident) -> str:
    """`SEV1 · Fixing · Lead: Ada · INC-12 Checkout errors`, escaped; of a merged one,
    where it went.
    """
    if incident.merged_into is not None:
        return escape(f"Merged into {_survivor(incident)} · {incident}", LIMIT)
    lead = clip(incident.lead.name, NAME) if incident.lead else "nobody"
    parts = (
        words.short_severity(incident),
        words.status(incident),
        f"Lead: {lead}",
        f"{incident.reference} {incident.title}",
    )
    return escape(" · ".join(parts), LIMIT)


def _survivor(incident: Incident) -> str:
    named = triage.went_to(incident)
    left = survivor(incident)
    if named == left.reference and left.channel is not None:
        return f"{named} (#{left.channel.name})"
    return named
