"""The effect "audit.email": an admin is told what of Muster does not work."""

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape

from incidents.auditing import queries, telling
from incidents.auditing.models import Trouble
from incidents.auditing.words import headline
from incidents.channels import syncing
from incidents.outbox.values import Claim
from incidents.people.models import Person
from incidents.updates.queries import email_of
from integrations.email.sending import deliver
from integrations.email.values import Mail
from integrations.registry import EffectHandler, Receipt

SCREEN = "/admin/incidents/trouble/"


def send(claim: Claim) -> Receipt:
    """Nothing for who is no admin any more. Raises ProviderError."""
    troubles = queries.to_tell(claim.args["troubles"], str(claim.args["what"]))
    person = Person.objects.filter(pk__in=syncing.admins()).filter(
        pk=int(claim.args["person"])
    )
    found = person.first()
    address = email_of(found) if found else ""
    if found and address and troubles:
        deliver(claim, composed(troubles, found, address=address, effect=claim.id))
    return _nothing


def composed(
    troubles: list[Trouble], person: Person, *, address: str, effect: int
) -> Mail:
    """One Message-ID for an effect, however often it is sent: RFC 5322, 3.6.4."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    head = headline(troubles)
    link = f"{settings.PUBLIC_URL}{SCREEN}"
    lines = [_line(each) for each in troubles]
    listed = "".join(f"<li>{escape(line)}</li>\n" for line in lines)
    return Mail(
        to=formataddr((" ".join(person.name.split()), address)),
        subject=f"[Muster] {head}",
        text="\n".join(
            [f"{head}:", "", *(f"- {line}" for line in lines), "", link, ""]
        ),
        html=f"<!doctype html>\n<p><strong>{head}</strong></p>\n<ul>\n{listed}</ul>\n"
        f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n',
        headers={
            "Message-ID": f"<audit-{effect}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _line(trouble: Trouble) -> str:
    if trouble.ended_at is not None:
        return f"Over: {trouble.text}"
    return f"{trouble.text} (found at {trouble.found_at:%Y-%m-%d %H:%M} UTC)"


def _nothing() -> None:
    """The trouble's row says that they were told."""


EFFECT = EffectHandler(kind=telling.TOLD_EMAIL, send=send)
