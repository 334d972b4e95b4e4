"""Keeping people."""

import zoneinfo

from incidents.people.models import Person


def save_person(
    *,
    person: Person | None,
    email: str,
    name: str,
    title: str,
    timezone: str,
    is_active: bool,
) -> Person:
    """Keep what a directory tells of a person; without `person`, by e-mail.

    Admins keep their log-in. An e-mail that somebody else has stays theirs. An unknown
    time zone counts as UTC.
    """
    owner = Person.objects.filter(email__iexact=email).first()
    person = person or owner
    if person is None:
        person = Person(email=email.lower())
        person.set_unusable_password()
    elif owner is None and not email.endswith("@slack.invalid"):
        person.email = email.lower()
    person.name = name[:120]
    person.title = title[:120]
    person.timezone = timezone if known_zone(timezone) else "UTC"
    person.is_active = is_active
    person.save()
    return person


def known_zone(timezone: str) -> bool:
    """Whether this machine knows the IANA time zone."""
    try:
        zoneinfo.ZoneInfo(timezone)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def grant_admin(*, email: str, name: str, password: str) -> Person:
    """Let this person do everything in the back-office, under this password.

    Without such a person one is made, named `name`. A password that is theirs
    already stays as it is, so that nobody is logged out.
    """
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower(), name=name)
    person.is_active = person.is_staff = person.is_superuser = True
    if not person.check_password(password):
        person.set_password(password)
    person.save()
    return person
