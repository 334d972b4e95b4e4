"""Secrets at rest: encrypted with FIELD_KEYS, the newest key first.

Fernet (AES-128-CBC with HMAC-SHA256), by the `cryptography` library. What an older key
of the list sealed opens as well, so that keys can be rotated.
"""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def seal(secret: str) -> str:
    """Encrypt it. Raises ImproperlyConfigured without a usable FIELD_KEYS."""
    return _keys(tuple(settings.FIELD_KEYS)).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ImproperlyConfigured when no key in FIELD_KEYS opens it."""
    try:
        return _keys(tuple(settings.FIELD_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "No key in FIELD_KEYS opens this secret: put the key that sealed it back "
            "at the end of the list."
        ) from None


@cache
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured(
            "FIELD_KEYS is not set, so secrets cannot be kept. Make a key with "
            "`openssl rand -base64 32 | tr '+/' '-_'`; docs/configuration.md says more."
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            f"FIELD_KEYS has a key that is none: {error}"
        ) from None
