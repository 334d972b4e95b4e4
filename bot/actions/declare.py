"""Declare: the form, with the title that the button carries behind a colon."""

from bot.answers import Answer
from bot.asks import Ask
from bot.commands import open as declaring
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return declaring.form(ask.value.removeprefix(":"), ask)


ACTION = Action(action_id="incident_declare", run=run)
