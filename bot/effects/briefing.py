"""The new holder of a role is told directly what it is about and what is open."""

from bot import postings
from bot.messages import open_items
from bot.messages.briefing import briefing
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.record import queries
from incidents.record.models import Incident
from incidents.roles import queries as roles
from incidents.roles.queries import Held


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    person = int(sending.args["person"])
    user = channels.slack_ids([person]).get(person)
    held = _held(incident, role=int(sending.args["role"]), person=person)
    if user and held is not None:
        entry = queries.entry(sending.args["entry"])
        message = briefing(
            incident,
            entry,
            held.role,
            open_items.load(incident),
            taken=entry.by_id == person,
        )
        postings.post(sending, message, channel=user)
    return postings.nothing


def _held(incident: Incident, *, role: int, person: int) -> Held | None:
    """The role, unless it went on to somebody else meanwhile."""
    for held in roles.held(incident):
        if held.role.pk == role and person in [each.pk for each in held.people]:
            return held
    return None


EFFECT = EffectHandler(kind="briefing", send=send)
