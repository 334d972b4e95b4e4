"""The first invitation: all whom the receivers that ship with Muster name, in one
call. It asks the database alone; then the other receivers are asked.
"""

from django.db import transaction
from django.utils import timezone

from bot import inviting
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.invitations import asking, planning
from incidents.invitations import services as invitations
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    reason = str(sending.args["reason"])
    answered = asking.first_round(incident, reason=reason, now=timezone.now())
    plan = planning.plan(incident, answered.named)
    left_out = inviting.invite(sending, incident, plan.invited)

    @transaction.atomic
    def receipt() -> None:
        now = timezone.now()
        invitations.invited(
            incident=incident,
            people=plan.invited,
            missing=left_out.missing,
            refused=left_out.refused,
            now=now,
        )
        invitations.not_allowed(incident=incident, people=plan.not_allowed, now=now)
        invitations.failed(incident=incident, failures=answered.failed, now=now)
        round_id = str(sending.claim.id)
        invitations.ask_others(incident=incident, round_id=round_id, reason=reason)

    return receipt


EFFECT = EffectHandler(kind="invite_first", send=send)
