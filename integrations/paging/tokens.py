"""The part of a callback's address that says which page it is about."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from integrations.engines import Urls

START = "/twilio"


def _signer() -> Signer:
    return Signer(salt="muster.page", sep="~")


def token(page: int) -> str:
    """For an address."""
    return _signer().sign(str(page))


def page_of(text: str) -> int | None:
    """The page, or None for what is no token of ours."""
    try:
        return int(_signer().unsign(text))
    except (BadSignature, ValueError):
        return None


def urls(page: int) -> Urls:
    """Where a vendor asks and reports."""
    start, signed = f"{settings.PUBLIC_URL}{START}", token(page)
    return Urls(
        voice=f"{start}/voice/{signed}",
        status=f"{start}/status/{signed}",
        machine=f"{start}/machine/{signed}",
    )
