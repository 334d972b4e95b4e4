"""The second invitation: whom other receivers named, once all of them answered."""

from django.utils import timezone

from bot import inviting
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.invitations import planning
from incidents.invitations import services as invitations
from incidents.outbox.values import ProviderError
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if invitations.still_asking(incident, now=timezone.now()):
        raise ProviderError("Not every receiver has answered.", retry_after=1.0)
    people = planning.waiting(incident)
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


EFFECT = EffectHandler(kind="invite_more", send=send)
