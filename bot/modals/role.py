"""The roles of an incident: who has them, to take or give up, and a form to assign."""

from collections.abc import Iterator, Sequence

from bot import blockkit, mentions
from bot.answers import Answer, Block, Done, Open, View
from bot.asks import Ask
from bot.messages.roles import holders
from bot.mrkdwn import inline
from bot.registry import Modal
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.record.over import refuse_over
from incidents.roles import queries, services
from incidents.roles.models import LEAD, IncidentRole
from incidents.roles.queries import Held
from incidents.values import Mistake

AT_ONCE = 20
SHOWN = 30


def view(
    incident: Incident, held: Sequence[Held], *, person: Person, chosen: str = ""
) -> View:
    """For the person who asked; `chosen` is the slug of a role to begin with."""
    shown = held[:SHOWN]
    can_be_given = [h.role for h in shown if h.role.is_active]
    options = [
        blockkit.option(role.name, role.slug, role.summary) for role in can_be_given
    ]
    blocks: list[Block] = [blockkit.plain_section(incident.title)]
    blocks += [_line(incident, each, person) for each in shown]
    blocks += [
        blockkit.divider(),
        blockkit.field(
            "Role",
            blockkit.select("role", options, placeholder="Which", chosen=chosen),
        ),
        blockkit.field(
            "Goes to",
            blockkit.people_select("people", placeholder="Choose", most=AT_ONCE),
            hint="They are invited and told in a direct message what it is about.",
        ),
    ]
    return blockkit.modal(
        f"Roles of {incident.reference}"[: blockkit.TITLE],
        blocks,
        callback_id="incident_role",
        submit="Assign",
        incident=incident.pk,
    )


def opened(incident: Incident, *, person: Person, chosen: str = "") -> Open:
    """The form. Raises Mistake when nothing about the incident changes any more."""
    refuse_over(incident, by=person)
    return Open(view(incident, queries.held(incident), person=person, chosen=chosen))


def _line(incident: Incident, held: Held, person: Person) -> Block:
    text = f"*{inline(held.role.name, 60)}*: {holders(held)}"
    if held.role.summary:
        text = f"{text}\n{inline(held.role.summary, 400)}"
    button = next(_buttons(incident, held, person), None)
    return blockkit.section(text, accessory=button)


def _buttons(
    incident: Incident, held: Held, person: Person
) -> Iterator[blockkit.Element]:
    """What one press does about the role, if anything."""
    value = f"{incident.pk}:{held.role.slug}"
    if person in held.people:
        if held.role.slug != LEAD:
            yield blockkit.button("Give it up", "incident_role_leave", value)
    elif held.role.is_active and (held.is_vacant or not held.role.is_single):
        yield blockkit.button("I take it", "incident_role_take", value)


def submit(ask: Ask) -> Answer:
    role = queries.named(str(ask.values.get("role") or ""))
    for person in _people(ask, role):
        services.assign(
            incident=ask.the_incident,
            role=role,
            person=person,
            by=ask.person,
            now=ask.now,
        )
    return Done()


def _people(ask: Ask, role: IncidentRole) -> list[Person]:
    chosen = [str(user) for user in ask.values.get("people") or ()]
    if not chosen:
        raise Mistake("Choose somebody.", field="people")
    if role.is_single and len(chosen) > 1:
        raise Mistake(
            f"{role.name} is a role for one: choose one person.", field="people"
        )
    return [mentions.person(user) for user in chosen]


MODAL = Modal(callback_id="incident_role", submit=submit, needs_incident=True)
