"""Remind of a follow-up in one direct message, the old one taken away."""

from django.utils import timezone

from bot import postings
from bot.messages.follow_up_reminder import reminder
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.followups import queries, reminding, services
from incidents.followups.models import FollowUp
from incidents.outbox.values import ProviderError


def send(sending: Sending) -> Receipt:
    """Post it anew each time it reminds; what happens to it is edited in."""
    found = queries.get(int(sending.args["follow_up"]))
    today = services.today_of(reminding.keeper(found), timezone.now())
    who = reminding.recipient(found)
    if found.status != FollowUp.Status.OPEN:
        where = who.slack_id if who else ""
        return postings.edit(sending, reminder(found, today=today), channel=where)
    if who is None:
        raise ProviderError(
            "Neither its owner nor the lead nor the declarer can be reached in Slack: "
            "give the follow-up to somebody.",
            permanent=True,
        )
    snoozed = str(sending.args.get("snoozed_until") or "")
    message = reminder(found, today=today, reason=who.reason, snoozed_until=snoozed)
    if snoozed or "at" not in sending.args:
        return postings.edit(sending, message, channel=who.slack_id)
    # Another one who is to do it gets a message of their own, and the old one goes.
    mark = postings.digest_of(f"{sending.args['at']}:{who.slack_id}")[:16]
    return postings.renew(sending, message, channel=who.slack_id, mark=mark)


EFFECT = EffectHandler(kind=reminding.EFFECT, send=send)
