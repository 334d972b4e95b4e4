"""The effect "page": one call or SMS to one person, the number looked up as it goes."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from incidents.contacts import services as contacts
from incidents.escalation import pages
from incidents.escalation.asking import PAGE
from incidents.escalation.models import Page
from incidents.escalation.values import Outgoing
from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError
from incidents.values import Mistake
from integrations import engines, registry
from integrations.engines import Engine, NoEngine
from integrations.paging import hanging_up, pacing, tokens, wording
from integrations.registry import EffectHandler, Receipt

# So often it is tried before the next way is, well within 30 seconds however slowly
# a vendor fails: delays of 1, 2 and 4 s, and five seconds for each attempt.
TRIES = 4
# How long before an attempt its call may have been placed, by two clocks.
SLACK_SECONDS = timedelta(seconds=30)


def send(claim: Claim) -> Receipt:
    """What is not wanted any more is not sent; what cannot be sent is a failed page,
    and the next way follows. Raises ProviderError, without any number in it.
    """
    number = int(claim.args["page"])
    now = timezone.now()
    page = pages.sendable(number, claim=claim, now=now)
    if page is None:
        return _nothing
    try:
        engine = engines.serving(page.way)
        return _sent_by(engine, page, claim)
    except NoEngine as error:
        return partial(_failed, number, "no_engine", str(error))
    except Mistake as mistake:
        return partial(_failed, number, "no_number", mistake.message)
    except ProviderError as error:
        if error.retry_after is None and (error.permanent or claim.failures >= TRIES):
            return partial(_failed, number, "not_sent", error.message)
        raise


def _sent_by(engine: Engine, page: Outgoing, claim: Claim) -> Receipt:
    to = number_of(page.method)
    message = wording.message(page)
    if claim.in_doubt:
        known = _adopted(engine, page, claim, to)
        if known:
            return partial(_sent, page, engine.name, known)
    account, rate = engine.pace(page.way)
    pacing.take(claim, account=account, way=page.way, rate=rate)
    claims.check(claim, needed=settings.CALL_TIMEOUT_SECONDS)
    vendor_id = engine.send(message, to, tokens.urls(page.page))
    return partial(_sent, page, engine.name, vendor_id)


def number_of(method: int | None) -> str:
    """The number, as it is at this moment. Raises Mistake or ProviderError."""
    if method is None:
        raise Mistake("There is no phone to this page.")
    address = contacts.address_of(method)
    if not address.resolver:
        return address.to
    resolver = registry.resolvers().get(address.resolver)
    if resolver is None:
        raise Mistake(f"Nobody here knows numbers of {address.resolver}.")
    return resolver(address.to, address.pin)


def _adopted(engine: Engine, page: Outgoing, claim: Claim, to: str) -> str:
    """What an attempt whose answer was lost did place; empty when it did not."""
    if page.vendor_id:
        return page.vendor_id
    since: datetime = claim.created_at - SLACK_SECONDS
    found = list(engine.find(wording.message(page), to, since=since))
    others = Page.objects.filter(vendor_id__in=found).exclude(pk=page.page)
    taken = set(others.values_list("vendor_id", flat=True))
    return next((each for each in found if each not in taken), "")


def _sent(page: Outgoing, engine: str, vendor_id: str) -> None:
    """Whoever acknowledged while it was being placed is not rung."""
    now = timezone.now()
    if not pages.sent(page.page, engine=engine, vendor_id=vendor_id, now=now):
        hanging_up.ask(page=page.page, engine=engine, way=page.way, vendor_id=vendor_id)


def _failed(number: int, code: str, text: str) -> None:
    pages.failed(number, code=code, text=text, now=timezone.now())


def _nothing() -> None:
    """Nothing is to be kept."""


EFFECT = EffectHandler(kind=PAGE, send=send)
