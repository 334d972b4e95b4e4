"""The effect "page.email": somebody is paged by e-mail."""

from email.utils import formataddr
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from incidents.contacts import services as contacts
from incidents.escalation import pages
from incidents.escalation.asking import EMAIL_PAGE
from incidents.escalation.values import Outgoing
from incidents.outbox.values import Claim, ProviderError
from incidents.people.models import Person
from incidents.values import Mistake
from integrations.email.sending import deliver
from integrations.email.values import Mail
from integrations.registry import EffectHandler, Receipt

ENGINE = "e-mail"
NO_ADDRESS = "There is no e-mail address"


def send(claim: Claim) -> Receipt:
    """What is not wanted any more is not sent. Raises ProviderError."""
    number = int(claim.args["page"])
    page = pages.sendable(number, claim=claim, now=timezone.now())
    if page is None:
        return _nothing
    try:
        deliver(claim, composed(page, address=address_of(page)))
    except Mistake as mistake:
        return partial(_failed, number, "no_address", mistake.message)
    except ProviderError as error:
        if not error.permanent:
            raise
        return partial(_failed, number, "not_sent", error.message)
    return partial(_sent, number)


def address_of(page: Outgoing) -> str:
    """Of the method, or the address they have anyway. Raises Mistake."""
    if page.method is not None:
        return contacts.address_of(page.method).to
    person = Person.objects.filter(pk=page.person or 0, is_active=True).first()
    if person is None or not person.email:
        raise Mistake(f"{NO_ADDRESS}.")
    return person.email


def composed(page: Outgoing, *, address: str) -> Mail:
    """One Message-ID for a page, however often it is sent. Source: RFC 5322, 3.6.4."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    link = f"{settings.PUBLIC_URL}/incidents/{page.incident}/" if page.incident else ""
    head = " ".join(each for each in (page.reference, page.severity) if each)
    title = " ".join(page.title.split())
    facts = [f"Service: {page.service}"] if page.service else []
    facts += [f"Team: {page.team}"] if page.team else []
    why = page.text or "You are on call for it."
    lines = [f"You are paged: {head} {title}".strip(), *facts, f"Why you: {why}"]
    how = "Acknowledge it on its page or in Slack; until somebody does, paging goes on."
    text = "\n\n".join(["\n".join(lines), link, how])
    shown = "<br>\n".join(escape(line) for line in lines)
    linked = f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n' if link else ""
    return Mail(
        to=formataddr((" ".join(page.name.split()), address)),
        subject=f"[{page.reference or 'Muster'}] Page: {title}",
        text=text + "\n",
        html=f"<!doctype html>\n<p>{shown}</p>\n{linked}<p>{escape(how)}</p>\n",
        headers={
            "Message-ID": f"<page-{page.page}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Priority": "1",
        },
    )


def _sent(number: int) -> None:
    pages.sent(number, engine=ENGINE, vendor_id="", now=timezone.now())


def _failed(number: int, code: str, text: str) -> None:
    pages.failed(number, code=code, text=text, now=timezone.now())


def _nothing() -> None:
    """Nobody needs it any more."""


EFFECT = EffectHandler(kind=EMAIL_PAGE, send=send)
