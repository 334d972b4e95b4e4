"""Services, for the form that declares: those whose name has what was typed in it."""

from collections.abc import Sequence

from bot import blockkit
from bot.asks import Ask
from bot.messages import choices
from bot.registry import Options
from incidents.catalog import queries as catalog


def find(ask: Ask, query: str) -> Sequence[blockkit.Option]:
    found = catalog.search(query, limit=blockkit.OPTIONS)
    return [choices.service(service) for service in found]


OPTIONS = Options(action_id="service", find=find)
