"""API keys: made, found by their digest, revoked."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from incidents.catalog.models import ApiKey
from incidents.people.models import Person
from incidents.values import Mistake, clean_line

PREFIX = "muster_"
SHOWN = 12
# A key's last use is kept no finer than this, so that reading writes seldom.
USED_EVERY = timedelta(minutes=1)


def issue(
    *, name: str, scopes: Collection[str], by: Person | None, now: datetime
) -> tuple[ApiKey, str]:
    """Make a key; answers it and its secret, which is kept nowhere. Raises Mistake."""
    unknown = set(scopes) - set(ApiKey.Scope.values)
    if unknown or not scopes:
        known = ", ".join(ApiKey.Scope.values)
        raise Mistake(f"Choose what the key may do, of: {known}.", field="scopes")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=clean_line(name, field="name", limit=80),
        start=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=sorted(scopes),
        created_by=by,
        created_at=now,
    )
    return key, secret


def find(secret: str, *, now: datetime) -> ApiKey | None:
    """The key with this secret, unless it was revoked; its use is noted."""
    key = ApiKey.objects.filter(
        digest=digest_of(secret), revoked_at__isnull=True
    ).first()
    if key and (key.last_used_at is None or now - key.last_used_at > USED_EVERY):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def revoke(*, key: ApiKey, now: datetime) -> None:
    """It opens nothing any more, from the next request on. Raises Mistake."""
    revoked = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not revoked.update(revoked_at=now):
        raise Mistake("This key is revoked already.")


def digest_of(secret: str) -> str:
    """A key has 256 random bits, so that one fast round suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
