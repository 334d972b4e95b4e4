"""What the incident of a form may be merged into: that has what was typed in it."""

from collections.abc import Sequence

from bot import blockkit
from bot.asks import Ask
from bot.messages import words
from bot.mrkdwn import clip
from bot.registry import Options
from incidents.lifecycle import merging
from incidents.record.models import Incident

ACTION_ID = "into"


def find(ask: Ask, query: str) -> Sequence[blockkit.Option]:
    found = merging.candidates(ask.the_incident, by=ask.person, text=query)
    return [option(incident) for incident in found[: blockkit.OPTIONS]]


def option(incident: Incident) -> blockkit.Option:
    lock = "🔒 " if incident.is_private else ""
    return blockkit.option(
        f"{lock}{incident.reference} {clip(incident.title, 60)}",
        str(incident.pk),
        f"{words.short_severity(incident)} · {words.status(incident)}",
    )


OPTIONS = Options(action_id=ACTION_ID, find=find)
