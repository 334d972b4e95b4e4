"""The effect "page.check": an engine that does not report is asked."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from incidents.escalation import pages
from incidents.escalation.checking import CHECK
from incidents.escalation.models import Page
from incidents.outbox.values import Claim
from integrations import engines
from integrations.engines import Report
from integrations.registry import EffectHandler, Receipt

AGAIN = timedelta(seconds=15)
# After this long nobody asks any more: a call rings for a minute at most.
GIVEN_UP = timedelta(minutes=10)
# Later than anything a vendor counts: what it says when asked is the last word.
LAST = 1_000_000_000


def send(claim: Claim) -> Receipt:
    """Raises ProviderError."""
    page = Page.objects.filter(pk=claim.args["page"]).first()
    if page is None or not page.vendor_id:
        return _nothing
    if page.ended_at is not None and not page.bundled:
        return _nothing
    engine = engines.engines().get(page.engine)
    if engine is None:
        return _nothing
    return partial(_keep, page.pk, engine.check(page.way, page.vendor_id))


def _keep(number: int, report: Report | None) -> None:
    now = timezone.now()
    page = Page.objects.get(pk=number)
    if report is None:
        pages.checked(number, until=None)
    elif report.final:
        pages.report(
            number,
            status=report.status,
            code=report.code,
            sequence=LAST,
            text=report.text,
            now=now,
        )
        pages.checked(number, until=None)
    elif page.sent_at is not None and now - page.sent_at > GIVEN_UP:
        text = "Nothing more was heard of it"
        pages.failed(number, code="silent", text=text, now=now)
    else:
        pages.checked(number, until=now + AGAIN)


def _nothing() -> None:
    """It is over."""


EFFECT = EffectHandler(kind=CHECK, send=send)
