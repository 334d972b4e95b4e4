"""What the accepting side answers, and why it refuses.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

JSON = b"application/json"
PROBLEM = b"application/problem+json"
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    type: bytes = JSON
    headers: Headers = ()


@dataclass(eq=False)
class Refused(Exception):
    """Why a request is not taken, for who sent it: the field, the rule, what to do.

    `retry_after` is in seconds, and None where trying again changes nothing.
    """

    status: int
    title: str
    detail: str
    field: str = ""
    retry_after: int | None = None
    headers: Headers = ()
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}"

    def all_headers(self) -> Headers:
        if self.retry_after is None:
            return self.headers
        return (*self.headers, (b"retry-after", str(self.retry_after).encode()))


def problem(refused: Refused) -> Answer:
    """As problem details."""
    body = {
        "type": "about:blank",
        "title": refused.title,
        "status": refused.status,
        "detail": refused.detail,
    }
    if refused.field:
        body["field"] = refused.field
    return Answer(
        refused.status,
        msgspec.json.encode(body | dict(refused.more)),
        PROBLEM,
        refused.all_headers(),
    )


def no_key(detail: str) -> Refused:
    challenge = ((b"www-authenticate", b'Bearer realm="Muster"'),)
    return Refused(401, "No valid key", detail, headers=challenge)


def busy(detail: str, *, seconds: int = 1) -> Refused:
    """Nothing was kept; the same request is right a little later."""
    return Refused(503, "Not now", detail, retry_after=seconds)


UNKNOWN_KEY = (
    "This key is unknown, expired or revoked. The service's page shows its key."
)
