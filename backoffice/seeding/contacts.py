"""Brightwater's phones, in the range that Ofcom keeps for drama, and a hotline."""

from datetime import datetime, timedelta

from django.db import transaction

from backoffice.seeding import company
from incidents.contacts import services
from incidents.contacts.models import Contact, ContactMethod, Importance, Way
from incidents.contacts.values import Rule
from incidents.people.models import Team

# As the sandbox's phones have them. Grace has not verified hers, Hugo has none.
PHONES = {
    "ada": "+447700900101",
    "ben": "+447700900102",
    "chloe": "+447700900103",
    "dev": "+447700900104",
    "elena": "+447700900105",
    "farid": "+447700900106",
    "grace": "+447700900107",
}
UNVERIFIED = "grace"
HOTLINE = "+447700900201"
MINUTE = timedelta(minutes=1)


@transaction.atomic
def make(*, now: datetime) -> None:
    """Make what is not there yet; what was changed since stays changed."""
    if ContactMethod.objects.exists():
        return
    for name, number in PHONES.items():
        method = services.add_method(
            person=company.person(name),
            kind=ContactMethod.Kind.PHONE,
            address=number,
            label="mobile",
            by=None,
        )
        if name != UNVERIFIED:
            _verified(method, now)
    # Ben is rung at once; by night, Ada wants a text first.
    _rules("ben", Rule(Way.SLACK, MINUTE * 0), Rule(Way.CALL, MINUTE * 0))
    _rules("ada", Rule(Way.SMS, MINUTE * 0), Rule(Way.CALL, MINUTE))
    platform = Team.objects.filter(slug="platform").first()
    if platform is not None:
        contact = Contact.objects.create(
            team=platform,
            name="Data centre",
            timezone="Europe/Berlin",
            note="Remote hands; say the cage number, B-17",
        )
        _verified(
            services.add_method(
                contact=contact,
                kind=ContactMethod.Kind.PHONE,
                address=HOTLINE,
                label="hotline",
                by=None,
            ),
            now,
        )


def _verified(method: ContactMethod, now: datetime) -> None:
    method.verified_at = method.reached_at = now
    method.save(update_fields=["verified_at", "reached_at"])


def _rules(name: str, *rules: Rule) -> None:
    services.set_rules(
        person=company.person(name),
        importance=Importance.DEFAULT,
        rules=rules,
        by=None,
    )
