"""Declare from anywhere in Slack: the form, as `/incident open` opens it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.commands.open import COMMAND
from bot.registry import Shortcut


def run(ask: Ask) -> Answer:
    return COMMAND.run(ask)


SHORTCUT = Shortcut(
    callback_id="muster_declare",
    name="Declare an incident",
    description="Something is wrong: open the form, only a title is needed",
    run=run,
)
