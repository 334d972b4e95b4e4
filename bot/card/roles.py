"""Who has which role beside the lead."""

from collections.abc import Iterator, Sequence

from bot import blockkit
from bot.answers import Block
from bot.messages.roles import holders
from bot.mrkdwn import inline
from bot.registry import CardPart
from incidents.record.models import Incident
from incidents.roles import queries
from incidents.roles.queries import Held

# Source: Slack takes ten elements in a context block.
MOST = 10


def load(incident: Incident) -> Sequence[Held]:
    return queries.taken(incident)


def blocks(incident: Incident, held: Sequence[Held]) -> Iterator[Block]:
    """What nobody has is left out: the form behind the button shows it."""
    if held:
        texts = [f"*{inline(h.role.name, 60)}* {holders(h)}" for h in held[:MOST]]
        elements = [blockkit.mrkdwn(text) for text in texts]
        yield {"type": "context", "elements": elements}


PART = CardPart(rank=25, blocks=blocks, load=load)
