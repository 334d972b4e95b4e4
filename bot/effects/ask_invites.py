"""Ask one receiver of the second round whom to invite. Its answer is kept; a failing
one is asked again as a vendor is, and holds nobody else up.
"""

from django.conf import settings
from django.utils import timezone

from bot import postings
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.invitations import asking
from incidents.invitations import services as invitations
from incidents.invitations.signals import get_invites
from incidents.outbox import turns
from incidents.outbox.values import ProviderError
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    name = str(sending.args["receiver"])
    receiver = get_invites.second_round().get(name)
    if receiver is None:  # it was uninstalled since
        return postings.nothing
    try:
        with turns.given_up():
            found = asking.ask_within(
                receiver,
                incident=incident,
                reason=str(sending.args["reason"]),
                now=timezone.now(),
                seconds=settings.CALL_TIMEOUT_SECONDS,
            )
    except asking.AllBusy:
        raise ProviderError(
            "Other receivers of get_invites hang.", retry_after=1.0
        ) from None
    except asking.ReceiverFailed as error:
        raise ProviderError(f"{name}: {error}") from error

    def receipt() -> None:
        invitations.named(incident=incident, named=found, now=timezone.now())

    return receipt


EFFECT = EffectHandler(kind="ask_invites", send=send)
