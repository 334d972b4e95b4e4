"""Who is looking, and on which clock."""

import zoneinfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from incidents.people.models import Person


def viewer(request: HttpRequest) -> Person:
    """The person logged in; for views that ask for a log-in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("Log in first.")
    return request.user


def zone_of(person: Person) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC when it is not known to this machine."""
    try:
        return zoneinfo.ZoneInfo(person.timezone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo("UTC")
