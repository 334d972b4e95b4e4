"""Add a phone: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import phone
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(phone.view())


ACTION = Action(action_id="phone_add", run=run)
