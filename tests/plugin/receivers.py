"""What each does is in the title of the incident, so that a story decides it."""

import time
from collections.abc import Iterator
from typing import Any

from django.dispatch import receiver

from incidents.invitations.signals import get_invites
from incidents.invitations.values import Invite
from incidents.people.models import Person
from incidents.record.models import Incident


@receiver(get_invites)
def names_hugo(incident: Incident, **_: Any) -> list[Person | Invite]:
    return [Invite(_person("hugo"), "knows the shop"), _person("dev")]


@receiver(get_invites)
def names_elena(incident: Incident, **_: Any) -> list[Person]:
    if "hangs" in incident.title:
        time.sleep(3600)
    return [_person("elena")]


@receiver(get_invites)
def names_farid(incident: Incident, reason: str, **_: Any) -> Iterator[Person]:
    yield _person("farid")
    if "fails" in incident.title:
        raise RuntimeError(f"the directory is down ({reason})")


def _person(first_name: str) -> Person:
    return Person.objects.get(email__startswith=f"{first_name}@")
