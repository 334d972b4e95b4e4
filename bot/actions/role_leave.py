"""Give it up: the role that the button carries."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import roles
from bot.registry import Action
from incidents.roles import queries, services


def run(ask: Ask) -> Answer:
    role = queries.of_slug(ask.value)
    incident = services.give_up(
        incident=ask.the_incident,
        role=role,
        person=ask.person,
        by=ask.person,
        now=ask.now,
    )
    return roles.given_up(incident, role, ask.person, you=True)


ACTION = Action(action_id="incident_role_leave", run=run, needs_incident=True)
