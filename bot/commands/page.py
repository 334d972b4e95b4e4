"""`/incident page [id] <person | team | service | policy> [why]`."""

from bot import paging
from bot.registry import Command

COMMAND = Command(
    verb="page",
    usage="[id] <person | team | service | policy> [why]",
    help="Ring somebody until they answer, for example `page @ada queue grows`",
    run=paging.run,
    needs_incident=True,
    rank=25,
)
