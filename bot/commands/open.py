"""`/incident open [title]`: the form, with the title filled in."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import declare
from bot.parsing import plain
from bot.registry import Command
from incidents.catalog import queries as catalog
from incidents.values import TITLE_LIMIT, clean_line


def run(ask: Ask) -> Answer:
    return form(plain(ask.words))


def form(title: str) -> Open:
    """The form to declare with. Raises Mistake when the title does not fit."""
    if title.strip():
        title = clean_line(title, field="title", limit=TITLE_LIMIT)
    return Open(declare.view(services=catalog.services(), title=title.strip()))


COMMAND = Command(
    verb="open",
    usage="[title]",
    help="Declare an incident, for example `open Checkout is down`",
    run=run,
    aliases=("declare", "new", "create", "start"),
    rank=1,
)
