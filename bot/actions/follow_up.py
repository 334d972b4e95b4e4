"""Add a follow-up, or change the one that the button names: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import follow_up
from bot.modals.follow_ups import pressed
from bot.registry import Action
from incidents.followups.values import Plan


def run(ask: Ask) -> Answer:
    if not ask.value:
        return Open(follow_up.view(ask.the_incident, Plan(title="")))
    follow_up_id, _ = pressed(ask)
    return Open(follow_up.filled(ask.the_incident, follow_up_id))


ACTION = Action(action_id="incident_follow_up", run=run, needs_incident=True)
