"""A request to cover or swap, shown to the asked one or to who asked."""

from bot import postings
from bot.messages.shifts import request_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.oncall import showing, telling
from incidents.outbox.values import ProviderError


def send(sending: Sending) -> Receipt:
    request = showing.request(int(sending.args["request"]))
    if request is None:
        return postings.nothing
    to_asked = sending.args["side"] == telling.ASKED
    person = request.asked if to_asked else request.asker
    where = channels.slack_ids([person.pk]).get(person.pk)
    if where is None:
        raise ProviderError(
            f"{person.name} has no account in Slack: ask them another way.",
            permanent=True,
        )
    message = request_message(request, to_asked=to_asked)
    return postings.show(sending, message, channel=where)


EFFECT = EffectHandler(kind=telling.REQUEST, send=send)
