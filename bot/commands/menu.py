"""`/incident` alone: declares, or opens the menu of the channel's incident."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.commands import open as declaring
from bot.modals import menu
from bot.registry import Command


def run(ask: Ask) -> Answer:
    if ask.incident is None:
        return declaring.form("", ask)
    return Open(menu.view(ask.incident, person=ask.person))


COMMAND = Command(
    verb="",
    usage="",
    help="Declare an incident; in an incident's channel, show what you can do",
    run=run,
    aliases=("menu",),
    rank=0,
)
