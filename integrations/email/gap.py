"""The effect "oncall_gap.email": nobody is on call, and who looks after it is told."""

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape

from incidents.oncall import telling
from incidents.oncall.models import Gap
from incidents.oncall.values import position_name
from incidents.outbox.values import Claim
from incidents.people.models import Person
from incidents.people.zones import zone_called
from incidents.updates.queries import email_of
from integrations.email.sending import deliver
from integrations.email.values import Mail
from integrations.email.wording import clock
from integrations.registry import EffectHandler, Receipt


def send(claim: Claim) -> Receipt:
    """Nothing when somebody is on call again. Raises ProviderError."""
    rows = Gap.objects.select_related("schedule").filter(closed_at=None)
    gap = rows.filter(pk=int(claim.args["gap"])).first()
    people = Person.objects.filter(pk=int(claim.args["person"]), is_active=True)
    person = people.first()
    address = email_of(person) if person else ""
    if gap is not None and person is not None and address:
        deliver(claim, composed(gap, person, address=address))
    return _nothing


def composed(gap: Gap, person: Person, *, address: str) -> Mail:
    """One Message-ID for a gap and a person: RFC 5322, 3.6.4."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    zone = zone_called(person.timezone)
    place = f"{position_name(gap.position)} of {gap.schedule.name}"
    until = clock(gap.ends_at, zone) if gap.ends_at else "no end in sight"
    lines = [
        f"Nobody is on call as {place}: {gap.reason}.",
        f"From {clock(gap.starts_at, zone)}, until {until}.",
        "What comes goes to the next level of its policy at once.",
    ]
    link = f"{settings.PUBLIC_URL}/oncall/"
    shown = "<br>\n".join(escape(line) for line in lines)
    return Mail(
        to=formataddr((" ".join(person.name.split()), address)),
        subject=f"[Muster] Nobody is on call: {' '.join(place.split())}",
        text="\n".join(lines) + f"\n\n{link}\n",
        html=f"<!doctype html>\n<p>{shown}</p>\n"
        f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n',
        headers={
            "Message-ID": f"<gap-{gap.pk}.{person.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _nothing() -> None:
    """The gap's row says that it was told."""


EFFECT = EffectHandler(kind=telling.GAP_EMAIL, send=send)
