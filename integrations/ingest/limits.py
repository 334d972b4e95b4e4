"""How many requests a key may bring: a bucket of tokens for each, in this process."""

import math
import time
from collections.abc import Callable

from integrations.ingest.answers import Refused

# A key may save up so many seconds of its rate.
BURST_SECONDS = 5.0
MOST_KEYS = 10_000


class Limits:
    """`rate` is in requests a second; an array is one request."""

    def __init__(
        self, rate: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._full = max(rate * BURST_SECONDS, 1.0)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, digest: str) -> None:
        """Take one token of this key. Raises Refused when there is none."""
        now = self._clock()
        tokens, at = self._buckets.get(digest, (self._full, now))
        tokens = min(self._full, tokens + (now - at) * self._rate)
        if tokens < 1:
            raise Refused(
                429,
                "Too many requests",
                f"This key may send {self._rate:g} requests a second; "
                "several alerts in one array are one request.",
                retry_after=max(1, math.ceil((1 - tokens) / self._rate)),
            )
        if digest not in self._buckets and len(self._buckets) >= MOST_KEYS:
            self._forget(now)
        self._buckets[digest] = (tokens - 1, now)

    def _forget(self, now: float) -> None:
        """Drop the buckets that are full again; all of them if none is."""
        kept = {
            digest: (tokens, at)
            for digest, (tokens, at) in self._buckets.items()
            if tokens + (now - at) * self._rate < self._full
        }
        self._buckets = kept if len(kept) < MOST_KEYS else {}
