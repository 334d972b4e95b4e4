"""Take it back: nobody needs to cover or swap any more."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.registry import Action
from bot.shifts import pressed
from incidents.oncall import asking


def run(ask: Ask) -> Answer:
    asking.take_back(request_id=pressed(ask), by=ask.person, now=ask.now)
    return Done()


ACTION = Action(action_id="shift_take_back", run=run)
