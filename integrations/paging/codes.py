"""The effect "contact.code": six digits that prove a number or address is theirs."""

from django.conf import settings

from incidents import sealed
from incidents.contacts import services as contacts
from incidents.contacts.models import ContactMethod
from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError
from integrations import engines, registry
from integrations.email import sending as email
from integrations.email.values import Mail
from integrations.engines import CALL, SMS, Message, NoEngine
from integrations.paging import tokens
from integrations.registry import EffectHandler, Receipt

SAID = "Your Muster code is {code}. It holds for ten minutes."


def send(claim: Claim) -> Receipt:
    """By SMS, e-mail, or a call where there is a redirect number. A code that has run
    out, or whose method is gone, is not sent. Raises ProviderError.
    """
    method = ContactMethod.objects.filter(pk=claim.args["method"]).first()
    if method is None or method.verified_at is not None or not method.code_digest:
        return _nothing
    code = sealed.unseal(claim.args["sealed"])
    if method.kind == ContactMethod.Kind.EMAIL:
        mail = Mail(
            to=method.address,
            subject="Your Muster code",
            text=SAID.format(code=code) + "\n",
            html=f"<!doctype html>\n<p>{SAID.format(code=code)}</p>\n",
        )
        email.deliver(claim, mail)
        return _nothing
    way = CALL if method.kind == ContactMethod.Kind.REDIRECT else SMS
    try:
        engine = engines.serving(way)
    except NoEngine as error:
        raise ProviderError(str(error), permanent=True) from None
    address = contacts.address_for_code(method)
    to = address.to
    if address.resolver:
        to = registry.resolvers()[address.resolver](address.to, address.pin)
    claims.check(claim, needed=settings.CALL_TIMEOUT_SECONDS)
    spoken = SAID.format(code=", ".join(code))
    message = Message(
        page=0,
        way=way,
        text=SAID.format(code=code),
        spoken=f"{spoken} I repeat. {spoken}",
    )
    engine.send(message, to, tokens.urls(0))
    return _nothing


def _nothing() -> None:
    """Nothing is to be kept."""


EFFECT = EffectHandler(kind=contacts.CODE, send=send)
