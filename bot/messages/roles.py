"""Who has which role, in words. Pure."""

from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import inline
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.roles.models import LEAD, IncidentRole
from incidents.roles.queries import Held

NAMED = 8


def does(role: IncidentRole, *, you: bool = False) -> str:
    """`leads` or `is Comms of`, escaped."""
    if role.slug == LEAD:
        return "lead" if you else "leads"
    return f"{'are' if you else 'is'} {inline(role.name, 60)} of"


def holders(held: Held) -> str:
    """The names, escaped; `nobody` for none."""
    shown = [inline(person.name, 80) for person in held.people[:NAMED]]
    more = len(held.people) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{', '.join(shown)}{rest}" or "nobody"


def taken(incident: Incident, role: IncidentRole, person: Person, *, you: bool) -> Say:
    who = "You" if you else words.name(person)
    return Say(f"🧭 {who} {does(role, you=you)} {incident.reference} now.")


def given_up(
    incident: Incident, role: IncidentRole, person: Person, *, you: bool
) -> Say:
    who = "You are" if you else f"{words.name(person)} is"
    return Say(f"{who} no longer {inline(role.name, 60)} of {incident.reference}.")
