"""The topic of an incident's channel."""

from bot.messages import words
from bot.mrkdwn import clip, escape
from incidents.record.models import Incident

# Source: Slack's conversations.setTopic, error too_long.
LIMIT = 250
NAME = 40


def topic(incident: Incident) -> str:
    """`SEV1 · Fixing · Lead: Ada · INC-12 Checkout errors`, escaped."""
    lead = clip(incident.lead.name, NAME) if incident.lead else "nobody"
    parts = (
        words.short_severity(incident),
        words.status(incident),
        f"Lead: {lead}",
        f"{incident.reference} {incident.title}",
    )
    return escape(" · ".join(parts), LIMIT)
