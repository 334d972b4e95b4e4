"""I do it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.follow_ups import made
from bot.modals.follow_ups import answer, pressed
from bot.registry import Action
from incidents.followups import services


def run(ask: Ask) -> Answer:
    follow_up_id, place = pressed(ask)
    found = services.take(
        incident=ask.the_incident,
        follow_up_id=follow_up_id,
        by=ask.person,
        now=ask.now,
    )
    return answer(ask, place, made(found))


ACTION = Action(action_id="follow_up_take", run=run, needs_incident=True)
