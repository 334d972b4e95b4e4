"""I must deploy although it is frozen: the form that asks why."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import freeze_override
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(freeze_override.view(ask.value.removeprefix(":")))


ACTION = Action(action_id="freeze_override", run=run)
