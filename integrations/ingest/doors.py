"""A door: one way in, with the manners of the API that it stands for."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.ingest.answers import Answer, Refused, no_key

NO_KEY = "Send the service's key as `Authorization: Bearer <key>`."


@dataclass(frozen=True, slots=True)
class Post:
    """A request as it came. `path` is decoded; `query` is not."""

    path: str
    query: str
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(slots=True)
class Offer:
    """What a request asks to keep, and for whom: its service has the key `secret`.

    `proof` runs before it is kept and `follow` after, each on a thread and only for a
    key that is good; they raise Refused. `told` is for the door's own answer.
    """

    secret: str
    source: str
    body: bytes
    context: dict[str, Any] = field(default_factory=dict)
    proof: Callable[[], None] | None = None
    follow: Callable[[], None] | None = None
    told: Any = None


@dataclass(frozen=True, slots=True)
class Door:
    """`read` raises Refused; `accepted` gets the number of the row that was kept and
    the seconds that took; `refused` says no in the API's own words.
    """

    read: Callable[[Post], Offer]
    accepted: Callable[[Offer, int, float], Answer]
    refused: Callable[[Refused], Answer]


def key_of(headers: Mapping[bytes, bytes], *, hint: str = NO_KEY) -> str:
    """The key that a request brings in its header. Raises Refused."""
    scheme, _, value = headers.get(b"authorization", b"").partition(b" ")
    secret = value.strip().decode("latin-1")
    if scheme.lower() == b"basic":
        secret = _of_basic(secret)
    if not secret:
        raise no_key(hint)
    return secret


def _of_basic(value: str) -> str:
    """The password, or the name where the password is empty: some tools only know
    Basic.
    """
    try:
        pair = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    name, _, password = pair.partition(":")
    return password or name
