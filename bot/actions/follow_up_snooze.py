"""Snooze: remind of it tomorrow morning."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.follow_ups import snoozed
from bot.modals.follow_ups import answer, pressed
from bot.registry import Action
from incidents.followups import queries, services


def run(ask: Ask) -> Answer:
    follow_up_id, place = pressed(ask)
    until = services.snooze(
        incident=ask.the_incident,
        follow_up_id=follow_up_id,
        by=ask.person,
        now=ask.now,
    )
    found = queries.find(ask.the_incident, follow_up_id)
    return answer(ask, place, snoozed(found, until))


ACTION = Action(action_id="follow_up_snooze", run=run, needs_incident=True)
