"""A service's keys: made, shown again, replaced, revoked."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from incidents import sealed
from incidents.catalog.keys import SHOWN, digest_of
from incidents.catalog.models import Service, ServiceKey
from incidents.people.models import Person
from incidents.values import Mistake

log = logging.getLogger(__name__)
PREFIX = "mk_"
LONGEST_GRACE = timedelta(days=30)


def make(
    *, service: Service, by: Person | None, now: datetime, secret: str = ""
) -> ServiceKey:
    """One more key for this service, with 192 random bits. The demo brings its own,
    for it is printed.
    """
    secret = secret or PREFIX + secrets.token_urlsafe(24)
    return ServiceKey.objects.create(
        service=service,
        digest=digest_of(secret),
        sealed=sealed.seal(secret),
        start=secret[:SHOWN],
        created_by=by,
        created_at=now,
    )


def make_first(
    *, instance: Service, created: bool, raw: bool = False, **_: Any
) -> None:
    """A new service has a key, whoever makes it; connected in IncidentsConfig."""
    if created and not raw:
        fill_in(now=timezone.now(), only=instance)


def fill_in(*, now: datetime, only: Service | None = None) -> int:
    """Make a key for each service that never had one; answers how many.

    Without FIELD_KEYS none can be kept: that is said in the log, and the next
    migration makes up for it.
    """
    keyless = Service.objects.filter(keys__isnull=True)
    found = list(keyless.filter(pk=only.pk) if only else keyless)
    if found and not settings.FIELD_KEYS:
        log.warning("FIELD_KEYS is not set, so no key is made for %s", found[0])
        return 0
    for service in found:
        make(service=service, by=None, now=now)
    return len(found)


def secret_of(key: ServiceKey) -> str:
    """The key itself. Who shows it to a person notes that (back-office, History)."""
    return sealed.unseal(key.sealed)


@transaction.atomic
def regenerate(
    *, service: Service, grace: timedelta, by: Person, now: datetime
) -> ServiceKey:
    """A new key; the others work for `grace` longer, or no more. Raises Mistake."""
    if not timedelta() <= grace <= LONGEST_GRACE:
        raise Mistake("The old key works for at most 30 days longer.", field="grace")
    # Of two at once, the second replaces the first one's key too.
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    until = now + grace
    old = usable(service=service, now=now)
    old.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=until)).update(
        expires_at=until
    )
    return make(service=service, by=by, now=now)


def revoke(*, key: ServiceKey, now: datetime) -> None:
    """It opens nothing any more, from the next batch on. Raises Mistake."""
    found = ServiceKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not found.update(revoked_at=now):
        raise Mistake("This key is revoked already.")


def newest(*, service: Service, now: datetime) -> ServiceKey | None:
    """The key to give to whoever sets a tool up; the last one made."""
    found = usable(service=service, now=now).filter(expires_at__isnull=True)
    return found.order_by("-pk").first()


def may_see(*, service: Service, person: Person) -> bool:
    """Admins who may change keys, and the people of the service's team."""
    if person.has_perm("incidents.change_servicekey"):
        return True
    return person.is_active and service.team.people.filter(pk=person.pk).exists()


def usable(*, service: Service, now: datetime) -> "QuerySet[ServiceKey]":
    return ServiceKey.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        service=service,
        revoked_at__isnull=True,
    )
