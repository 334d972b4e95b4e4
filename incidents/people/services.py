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

    Admins keep their log-in. An unknown time zone counts as UTC.
    """
    person = person or Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower())
        person.set_unusable_password()
    elif not email.endswith("@slack.invalid"):
        person.email = email.lower()
    person.name = name[:120]
    person.title = title[:120]
    person.timezone = timezone if _known(timezone) else "UTC"
    person.is_active = is_active
    person.save()
    return person


def _known(timezone: str) -> bool:
    try:
        zoneinfo.ZoneInfo(timezone)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True
