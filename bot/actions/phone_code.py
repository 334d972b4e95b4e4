"""Enter the code of a phone: the form."""

from bot import reachability
from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import phone_code
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(phone_code.view(reachability.pressed(ask)))


ACTION = Action(action_id="phone_code", run=run)
