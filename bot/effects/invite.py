"""Invite people whom somebody named, whatever came of an invitation before.

Into an incident made private meanwhile come only those who may see it.
"""

from django.utils import timezone

from bot import inviting
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.invitations import services as invitations
from incidents.invitations.values import Named
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.privacy import insiders

BY_NAME = "by name"


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    ids = [int(pk) for pk in sending.args["people"]]
    found = list(Person.objects.filter(pk__in=ids))
    if incident.is_private:
        allowed = set(insiders(incident))
        found = [person for person in found if person in allowed]
    people = [Named(person, BY_NAME) for person in found]
    left_out = inviting.invite(sending, incident, people)

    def receipt() -> None:
        invitations.invited(
            incident=incident,
            people=people,
            missing=left_out.missing,
            refused=left_out.refused,
            now=timezone.now(),
        )

    return receipt


EFFECT = EffectHandler(kind="invite", send=send)
