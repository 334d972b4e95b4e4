"""What lets the reader of an e-mail end a subscription without a log-in. Pure."""

from django.core import signing

SALT = "muster.unfollow"


class BadToken(Exception):
    """It was not made here."""


def make(*, incident_id: int, person_id: int) -> str:
    """Names a subscription, and can be made by this Muster alone."""
    return signing.Signer(sep=".", salt=SALT).sign(f"{incident_id}-{person_id}")


def read(token: str) -> tuple[int, int]:
    """The ids of the incident and of the person. Raises BadToken."""
    try:
        named = signing.Signer(sep=".", salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise BadToken from error
    incident_id, _, person_id = named.partition("-")
    return int(incident_id), int(person_id)
