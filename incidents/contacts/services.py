"""Adding phones and addresses, proving that they are one's own, and wishes."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from incidents import rows, sealed
from incidents.contacts.models import (
    Contact,
    ContactMethod,
    Importance,
    NotificationRule,
)
from incidents.contacts.numbers import e164
from incidents.contacts.values import Address, Rule
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.values import Mistake

CODE = "contact.code"
QUEUE = "page"
DIGITS = 6
VALID = timedelta(minutes=10)
TRIES = 5
PIN_LENGTHS = (4, 6)
MOST_METHODS = 10
MOST_RULES = 12
AGAIN = timedelta(seconds=30)


@transaction.atomic
def add_method(
    *,
    kind: str,
    address: str,
    person: Person | None = None,
    contact: Contact | None = None,
    label: str = "",
    resolver: str = "",
    pin: str = "",
    by: Person | None,
) -> ContactMethod:
    """A phone or address of one of them; it is not used until it is verified.

    Raises Mistake, naming the field.
    """
    _may(by, person)
    method = ContactMethod(
        person=person, contact=contact, kind=kind, label=label.strip()[:40]
    )
    method.address = checked_address(kind, address)
    if kind == ContactMethod.Kind.REDIRECT:
        method.resolver, method.sealed_pin = resolver, sealed.seal(checked_pin(pin))
    there = ContactMethod.objects.filter(person=person, contact=contact)
    if there.filter(kind=kind, address=method.address).exists():
        raise Mistake("This number or address is there already.", field="address")
    if there.count() >= MOST_METHODS:
        raise Mistake(f"At most {MOST_METHODS} numbers and addresses.", field="address")
    method.save()
    return method


def checked_address(kind: str, address: str) -> str:
    """The number in E.164, or the e-mail address. Raises Mistake."""
    if kind != ContactMethod.Kind.EMAIL:
        return e164(address)
    try:
        validate_email(address.strip())
    except ValidationError:
        raise Mistake("This is no e-mail address.", field="address") from None
    return address.strip().lower()


def checked_pin(pin: str) -> str:
    """Source: Flextel's PINs have 4 or 6 digits. Raises Mistake."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        raise Mistake("A PIN has 4 or 6 digits.", field="pin")
    return pin


@transaction.atomic
def send_code(*, method: ContactMethod, by: Person, now: datetime) -> None:
    """Send six digits that prove it: by SMS or e-mail, and to a redirect number by a
    call. They hold for ten minutes. Raises Mistake.
    """
    _may(by, method.person)
    held = ContactMethod.objects.select_for_update(no_key=True).get(pk=method.pk)
    if held.verified_at is not None:
        raise Mistake(f"{held} is verified already.")
    if held.code_until and held.code_until - VALID + AGAIN > now:
        raise Mistake("A code was sent a moment ago. Wait half a minute.")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    held.code_digest = _digest(held, code)
    held.code_until, held.code_tries = now + VALID, 0
    held.save(update_fields=["code_digest", "code_until", "code_tries"])
    outbox.add(
        kind=CODE,
        key=f"code:{held.pk}:{secrets.token_hex(8)}",
        subject=f"method:{held.pk}",
        args={"method": held.pk, "sealed": sealed.seal(code)},
        priority=40,
        queue=QUEUE,
    )


def verify(
    *, method: ContactMethod, code: str, by: Person, now: datetime
) -> ContactMethod:
    """It is theirs: they read the code there. Raises Mistake; five tries a code."""
    _may(by, method.person)
    wrong = False
    with transaction.atomic():
        held = ContactMethod.objects.select_for_update(no_key=True).get(pk=method.pk)
        if held.code_until is None or held.code_until <= now:
            raise Mistake("This code has run out: ask for a new one.", field="code")
        if held.code_tries >= TRIES:
            raise Mistake("Five tries were wrong: ask for a new code.", field="code")
        given = "".join(code.split())
        wrong = not hmac.compare_digest(_digest(held, given), held.code_digest)
        if wrong:
            held.code_tries += 1
        else:
            held.verified_at = held.reached_at = now
            held.code_digest, held.code_until = "", None
        held.save()
    if wrong:
        raise Mistake("This is not the code that was sent.", field="code")
    return held


def _digest(method: ContactMethod, code: str) -> str:
    """Of a code for this method, under the house's key: six digits are guessed."""
    said = f"{method.pk}:{code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()


@transaction.atomic
def vouch(*, method: ContactMethod, by: Person, now: datetime) -> ContactMethod:
    """An admin called it: for contacts that read no codes. Raises Mistake."""
    _may(by, None)
    if method.contact_id is None:
        raise Mistake("A person verifies their own number with a code.")
    method.verified_at = now
    method.save(update_fields=["verified_at"])
    return method


@transaction.atomic
def set_rules(
    *, person: Person, importance: Importance, rules: Sequence[Rule], by: Person | None
) -> list[NotificationRule]:
    """In place of those they have; without any, Muster chooses. Raises Mistake."""
    _may(by, person)
    if len(rules) > MOST_RULES:
        raise Mistake(f"At most {MOST_RULES} rules.", field="rules")
    theirs = set(person.methods.values_list("pk", flat=True))
    for rule in rules:
        if rule.method is not None and rule.method not in theirs:
            raise Mistake("This number or address is not theirs.", field="method")
        if not timedelta() <= rule.after <= timedelta(hours=2):
            raise Mistake("From 0 to 120 minutes after the page.", field="after")
    NotificationRule.objects.filter(person=person, importance=importance).delete()
    return NotificationRule.objects.bulk_create(
        NotificationRule(
            person=person,
            importance=importance,
            after_minutes=rule.after // timedelta(minutes=1),
            way=rule.way,
            method_id=rule.method,
        )
        for rule in dict.fromkeys(rules)
    )


def remove(*, method: ContactMethod, by: Person) -> None:
    """It is called no more; the rules that named it take the first that fits."""
    _may(by, method.person)
    method.delete()


def _may(by: Person | None, person: Person | None) -> None:
    """A person's own, or an admin's business; the seed's and a sync's without one."""
    if by is not None and by != person and not by.is_staff:
        raise Mistake("Only they themselves and admins change how somebody is reached.")


def address_of(method_id: int) -> Address:
    """Where it goes; asked for when a call is made, and kept nowhere.

    Raises Mistake when it was removed or is not verified.
    """
    method = rows.one(ContactMethod, "WHERE id = %s", [method_id])
    if method is None or method.verified_at is None:
        raise Mistake("This number or address was removed or is not verified.")
    return address_for_code(method)


def address_for_code(method: ContactMethod) -> Address:
    """As address_of, for the code that verifies it."""
    if method.kind != ContactMethod.Kind.REDIRECT:
        return Address(method.address)
    pin = sealed.unseal(method.sealed_pin)
    return Address(method.address, resolver=method.resolver, pin=pin)


def stop_sms(*, number: str, now: datetime) -> int:
    """Somebody answered STOP: no SMS to this number; how many methods it was."""
    return ContactMethod.objects.filter(
        address=number, kind=ContactMethod.Kind.PHONE
    ).update(stopped_at=now)


def start_sms(*, number: str) -> int:
    """Somebody answered START: SMS to this number again."""
    return ContactMethod.objects.filter(
        address=number, kind=ContactMethod.Kind.PHONE
    ).update(stopped_at=None)


def reached(*, method_id: int, now: datetime) -> None:
    """It reached somebody who answered with a key or a code."""
    ContactMethod.objects.filter(pk=method_id).update(reached_at=now)
