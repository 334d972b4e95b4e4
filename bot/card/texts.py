"""What is known, how it stands, what fixed it."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.mrkdwn import prose
from bot.registry import CardPart
from incidents.record.models import Incident
from incidents.values import Status

ROOM = 1_500
_RESOLVED = {Status.DECLINED: "Why it was declined"}


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    for label, text in (
        ("What is known", incident.summary),
        ("Latest update", incident.latest_update),
        (_RESOLVED.get(Status(incident.status), "What fixed it"), incident.resolution),
    ):
        if text:
            yield blockkit.section(f"*{label}*\n{prose(text, ROOM)}")


PART = CardPart(rank=40, blocks=blocks)
