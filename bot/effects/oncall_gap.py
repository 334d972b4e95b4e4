"""The team and the admins are told that nobody is on call."""

from bot import postings
from bot.messages.gaps import gap_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.oncall import telling
from incidents.oncall.models import Gap


def send(sending: Sending) -> Receipt:
    """Nothing for who has no account in Slack, or when somebody is on call again."""
    rows = Gap.objects.select_related("schedule").filter(closed_at=None)
    gap = rows.filter(pk=sending.args["gap"]).first()
    person = int(sending.args["person"])
    where = channels.slack_ids([person]).get(person)
    if gap is not None and where is not None:
        postings.post(sending, gap_message(gap), channel=where)
    return postings.nothing


EFFECT = EffectHandler(kind=telling.GAP, send=send)
