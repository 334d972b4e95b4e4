"""The next page of the list of open incidents."""

from bot.answers import Answer
from bot.asks import Ask
from bot.commands.list import page
from bot.registry import Action


def run(ask: Ask) -> Answer:
    start = ask.value.removeprefix(":")
    return page(ask, start=int(start[:6]) if start.isdecimal() else 0)


ACTION = Action(action_id="incident_list_next", run=run)
