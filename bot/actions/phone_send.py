"""Send a phone's code once more."""

from bot import reachability
from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import phone_code
from bot.registry import Action
from incidents.contacts import services


def run(ask: Ask) -> Answer:
    method = reachability.pressed(ask)
    services.send_code(method=method, by=ask.person, now=ask.now)
    return Open(phone_code.view(method))


ACTION = Action(action_id="phone_send", run=run)
