"""A page by Slack: a direct message with buttons."""

from functools import partial

from django.utils import timezone

from bot import postings
from bot.messages.paging import page
from bot.paged import may_see
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.escalation import pages, slack_pages
from incidents.escalation.asking import SLACK_PAGE
from incidents.outbox.values import ProviderError
from incidents.record import queries

ENGINE = "slack"


def send(sending: Sending) -> Receipt:
    """What is not wanted any more is not sent; what Slack refuses for good is a failed
    page, and the next way follows.
    """
    number = int(sending.args["page"])
    person = pages.person_of(number) or 0
    user = channels.slack_ids([person]).get(person)
    if user:
        sending.await_turn("chat.postMessage", channel=user)
    now = timezone.now()
    wanted = pages.sendable(number, claim=sending.claim, now=now)
    if wanted is None:
        return postings.nothing
    incident = queries.get(wanted.incident)
    if not user or not may_see(incident, person):
        text = "They have no Slack account" if not user else "They may not see it"
        return partial(_failed, number, code="no_account", text=text)
    message = page(incident, text=wanted.text, level="")
    try:
        place = postings.post(sending, message, channel=user)
    except ProviderError as error:
        if not error.permanent:
            raise
        return partial(_failed, number, code="refused", text=error.message)
    return partial(_sent, number, incident=wanted.incident, place=place)


def _sent(number: int, *, incident: int, place: tuple[str, str]) -> None:
    """Where it stands is kept, for the edit once somebody has it: at once, when
    somebody acknowledged while it went out.
    """
    channel, ts = place
    postings.keep(slack_pages.key(number), channel, ts, digest="")()
    if not pages.sent(number, engine=ENGINE, vendor_id="", now=timezone.now()):
        slack_pages.show_one(number, incident_id=incident)


def _failed(number: int, *, code: str, text: str) -> None:
    pages.failed(number, code=code, text=text, now=timezone.now())


EFFECT = EffectHandler(kind=SLACK_PAGE, send=send)
