"""Remove a phone or address of one's own."""

from bot import reachability
from bot.answers import Answer
from bot.asks import Ask
from bot.mrkdwn import inline
from bot.registry import Action
from incidents.contacts import services


def run(ask: Ask) -> Answer:
    method = reachability.pressed(ask)
    name = inline(str(method), 40)
    services.remove(method=method, by=ask.person)
    return reachability.shown_anew(ask, f"*{name}* is removed.")


ACTION = Action(action_id="phone_remove", run=run)
