"""`/incident open [title]`: the form, with the title filled in."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.declaring import Filled
from bot.modals import declare
from bot.parsing import plain
from bot.registry import Command
from incidents.values import TITLE_LIMIT, clean_line


def run(ask: Ask) -> Answer:
    return form(plain(ask.words), ask)


def form(title: str, ask: Ask) -> Open:
    """The form to declare with. Raises Mistake when the title does not fit."""
    if title.strip():
        title = clean_line(title, field="title", limit=TITLE_LIMIT)
    filled = Filled(title=title.strip())
    return Open(declare.opened(filled, person=ask.person, now=ask.now))


COMMAND = Command(
    verb="open",
    usage="[title]",
    help="Declare an incident, for example `open Checkout is down`",
    run=run,
    aliases=("declare", "new", "create", "start"),
    rank=1,
)
