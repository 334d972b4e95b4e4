"""Somebody was put on call by another, or lost the pager to another."""

from bot import postings
from bot.messages.shifts import override_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.oncall import telling
from incidents.oncall.models import Override


def send(sending: Sending) -> Receipt:
    """Nothing for who has no account in Slack."""
    rows = Override.objects.select_related("schedule", "by")
    override = rows.filter(pk=sending.args["override"]).first()
    person = int(sending.args["person"])
    where = channels.slack_ids([person]).get(person)
    if override is None or where is None:
        return postings.nothing
    message = override_message(override, person=person)
    return postings.show(sending, message, channel=where)


EFFECT = EffectHandler(kind=telling.OVERRIDE, send=send)
