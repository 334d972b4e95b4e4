"""A direct message that paged somebody, once somebody has it or it is over: it says
so, and its buttons are gone.
"""

from bot import postings
from bot.messages.paging import paged_over
from bot.paged import may_see
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.escalation import slack_pages
from incidents.escalation.models import Page
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    """Nothing while they are asked still, or for who may not know of it any more."""
    number = int(sending.args["page"])
    incident = queries.get(sending.incident_id)
    page = Page.objects.filter(pk=number).first()
    if page is None or not slack_pages.over(number):
        return postings.nothing
    if not may_see(incident, page.person_id or 0):
        return postings.nothing
    answered = page.status == Page.Status.ACKNOWLEDGED
    too = answered and incident.acknowledged_by_id != page.person_id
    return postings.edit(sending, paged_over(incident, too=too), channel="")


EFFECT = EffectHandler(kind=slack_pages.SHOWN, send=send)
