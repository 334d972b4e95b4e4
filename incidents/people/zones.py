"""Whose clock it is."""

import zoneinfo

from incidents.people.models import Person


def zone_of(person: Person) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC when it is not known to this machine."""
    return zone_called(person.timezone)


def zone_called(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this IANA name; UTC when this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo("UTC")
