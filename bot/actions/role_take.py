"""I take it: the role that the button carries, unless somebody was faster."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import roles
from bot.registry import Action
from incidents.roles import queries, services


def run(ask: Ask) -> Answer:
    role = queries.named(ask.value)
    incident = services.assign(
        incident=ask.the_incident,
        role=role,
        person=ask.person,
        by=ask.person,
        now=ask.now,
        if_vacant=True,
    )
    return roles.taken(incident, role, ask.person, you=True)


ACTION = Action(action_id="incident_role_take", run=run, needs_incident=True)
