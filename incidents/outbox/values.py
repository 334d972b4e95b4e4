"""What a worker holds of an effect, the errors, and the one retry policy."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, field

MAX_ATTEMPTS = 10
MAX_DEFERRALS = 100
TELL_AFTER = 3
TELL_AFTER_DEFERRALS = 50
LONGEST_DELAY = 60.0
# For the args of a state that machines change: after BURST edits, one every `pace`
# seconds. Slack takes about 50 edits a minute, of all messages together.
# Source: chat.update is of tier 3, docs.slack.dev/apis/web-api/rate-limits.
PACED = {"pace": 3}
BURST = 5
TROUBLE = "trouble"
SLACK = "slack"


@dataclass(frozen=True)
class Shown:
    """Where a thing is shown, by Slack's ids, and a digest of what it shows."""

    key: str
    channel: str
    ts: str
    digest: str


class Wanted(Struct, frozen=True):
    """An effect to ask for, of several at once.

    `behind` is the key of the effect that it follows; where nobody ever asked for
    that one, nobody asks for this one either. `lane`: of what goes to the same place,
    one waits for a limit of the vendor's for all of them.
    """

    kind: str
    key: str
    subject: str
    args: Mapping[str, Any] = field(default_factory=dict)
    behind: str = ""
    priority: int = 50
    queue: str = SLACK
    lane: str = ""


class ProviderError(Exception):
    """A vendor refused, failed or did not answer.

    `permanent`: trying again would change nothing. `retry_after`: seconds that the
    vendor asked us to wait, and `scope` of which limit. `in_doubt`: the call may have
    been carried out.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        in_doubt: bool = False,
        scope: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.retry_after = retry_after
        self.in_doubt = in_doubt
        self.scope = scope


class LeaseLost(Exception):
    """The lease ran out: somebody else may be sending this effect now."""


@dataclass(frozen=True)
class Claim:
    """An effect that this worker alone may send until its lease ends.

    `attempts` counts this one. `in_doubt`: an earlier attempt may have succeeded.
    `scope`: the vendor's limit that the last attempt waited for, if it did.
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
    scope: str = ""
    lane: str = ""

    @property
    def failures(self) -> int:
        """Failed attempts, this one counted as if it failed."""
        return self.attempts - self.deferrals


def delay(attempts: int, *, base: float) -> float:
    """Seconds to wait after this many attempts: doubling from `base`, with jitter."""
    longest = LONGEST_DELAY * base
    wait: float = min(longest, base * 2 ** min(attempts - 1, 20))
    return wait * random.uniform(0.8, 1.2)


def spread(deferrals: int) -> float:
    """Seconds that what machines change waits beyond what the vendor asked for, after
    this many waits before: chance in a time that widens from 4 s. A thousand that wait
    for one call a second are not tried all together each second.
    """
    return random.uniform(0, min(LONGEST_DELAY, 4.0 ** min(deferrals + 1, 20)))


def trouble_key(subject: str) -> str:
    return f"{TROUBLE}:{subject}"
