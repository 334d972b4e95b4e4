"""What a worker holds of an effect, the errors, and the one retry policy."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

MAX_ATTEMPTS = 10
MAX_DEFERRALS = 100
TELL_AFTER = 3
TELL_AFTER_DEFERRALS = 50
LONGEST_DELAY = 60.0
TROUBLE = "trouble"


class ProviderError(Exception):
    """A vendor refused, failed or did not answer.

    `permanent`: trying again would change nothing. `retry_after`: seconds that the
    vendor asked us to wait. `in_doubt`: the call may have been carried out.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        in_doubt: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.retry_after = retry_after
        self.in_doubt = in_doubt


class LeaseLost(Exception):
    """The lease ran out: somebody else may be sending this effect now."""


@dataclass(frozen=True)
class Claim:
    """An effect that this worker alone may send until its lease ends.

    `attempts` counts this one. `in_doubt`: an earlier attempt may have succeeded.
    """

    id: int
    kind: str
    mode: str
    queue: str
    key: str
    subject: str
    args: dict[str, Any]
    sending: int
    attempts: int
    deferrals: int
    token: UUID
    in_doubt: bool
    created_at: datetime

    @property
    def failures(self) -> int:
        """Failed attempts, this one counted as if it failed."""
        return self.attempts - self.deferrals


def delay(attempts: int, *, base: float) -> float:
    """Seconds to wait after this many attempts: doubling from `base`, with jitter."""
    longest = LONGEST_DELAY * base
    wait: float = min(longest, base * 2 ** min(attempts - 1, 20))
    return wait * random.uniform(0.8, 1.2)


def trouble_key(subject: str) -> str:
    return f"{TROUBLE}:{subject}"
