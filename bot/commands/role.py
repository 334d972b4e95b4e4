"""`/incident role [id] [role] [@person|me|remove]`: gives a role, or shows them all."""

from bot import mentions
from bot.answers import Answer
from bot.asks import Ask
from bot.messages import roles, words
from bot.modals import role as form
from bot.registry import Command
from incidents.people.models import Person
from incidents.roles import queries, services
from incidents.roles.models import IncidentRole
from incidents.values import Mistake

REMOVE = ("remove", "drop", "nobody", "none")


def run(ask: Ask) -> Answer:
    named, _, rest = ask.words.partition(" ")
    rest = rest.strip()
    if not named:
        return form.opened(ask.the_incident, person=ask.person)
    verb, _, who = rest.partition(" ")
    if verb.lower() in REMOVE:
        return _remove(ask, queries.of_slug(named), who.strip())
    role = queries.named(named)
    if not rest:
        return form.opened(ask.the_incident, person=ask.person, chosen=role.slug)
    person = mentions.meant(rest, ask, otherwise=_otherwise())
    incident = services.assign(
        incident=ask.the_incident, role=role, person=person, by=ask.person, now=ask.now
    )
    return roles.taken(incident, role, person, you=person == ask.person)


def _remove(ask: Ask, role: IncidentRole, who: str) -> Answer:
    person = (
        mentions.meant(who, ask, otherwise=_otherwise())
        if who
        else _only_holder(ask, role)
    )
    incident = services.give_up(
        incident=ask.the_incident, role=role, person=person, by=ask.person, now=ask.now
    )
    return roles.given_up(incident, role, person, you=person == ask.person)


def _only_holder(ask: Ask, role: IncidentRole) -> Person:
    """Who is meant without a name: whoever has it, or of several who asks."""
    holders = next(
        (h.people for h in queries.held(ask.the_incident) if h.role == role), ()
    )
    if not holders:
        raise Mistake(f"Nobody is {role.name} of {ask.the_incident.reference}.")
    return holders[0] if len(holders) == 1 else ask.person


def _otherwise() -> str:
    return f"use {words.command('role')} alone to choose."


COMMAND = Command(
    verb="role",
    usage="[id] [role] [@person | me | remove]",
    help="Show who has which role, or give one, for example `role comms me`",
    run=run,
    aliases=("roles", "assign"),
    needs_incident=True,
    rank=21,
)
