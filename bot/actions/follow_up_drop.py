"""Drop: it will not be done."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.follow_ups import ended
from bot.modals.follow_ups import answer, pressed
from bot.registry import Action
from incidents.followups import services


def run(ask: Ask) -> Answer:
    follow_up_id, place = pressed(ask)
    found = services.drop(
        incident=ask.the_incident,
        follow_up_id=follow_up_id,
        by=ask.person,
        now=ask.now,
    )
    return answer(ask, place, ended(found))


ACTION = Action(action_id="follow_up_drop", run=run, needs_incident=True)
