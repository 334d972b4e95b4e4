"""Rate limits: a bucket per method, and one per channel for posting.

Source: docs.slack.dev/apis/web-api/rate-limits. Tiers are calls a minute per method
and workspace: 1, 20, 50, 100. Slack tolerates "occasional bursts" of no stated size;
here a bucket holds one minute's allowance (at least 5) and refills evenly. Posting is
about one message a second per channel with "short bursts" allowed: here 5.
"""

import math
from dataclasses import dataclass

from integrations.sandbox.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute. 5 stands for the "special" tiers without a published number."""

TIER_OF = {
    "auth.test": 5,
    "users.list": 2,
    "users.info": 4,
    "users.conversations": 3,
    "conversations.create": 2,
    "conversations.list": 2,
    "conversations.info": 3,
    "conversations.members": 4,
    "conversations.invite": 3,
    "conversations.join": 3,
    "conversations.open": 3,
    "conversations.setTopic": 2,
    "conversations.setPurpose": 2,
    "conversations.archive": 2,
    "conversations.unarchive": 2,
    "conversations.leave": 3,
    "conversations.kick": 3,
    "conversations.rename": 2,
    "conversations.history": 3,
    "conversations.replies": 3,
    "chat.postMessage": 5,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.getPermalink": 5,
    "pins.add": 2,
    "pins.list": 2,
    "pins.remove": 2,
    "bookmarks.add": 2,
    "bookmarks.list": 3,
    "bookmarks.edit": 2,
    "bookmarks.remove": 2,
    "views.open": 4,
    "views.update": 4,
    "views.push": 4,
    "views.publish": 4,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "usergroups.create": 2,
    "usergroups.update": 2,
    "usergroups.enable": 2,
    "usergroups.disable": 2,
    "usergroups.users.update": 2,
    "users.lookupByEmail": 3,
    "reactions.add": 3,
    "reactions.remove": 2,
    "reactions.get": 3,
    "reactions.list": 2,
    "apps.connections.open": 1,
    "apps.manifest.export": 3,
    "team.info": 3,
}
POST_BURST = 5


@dataclass
class Bucket:
    """Tokens left, and when they were counted (Unix seconds)."""

    tokens: float
    at: float


class Rates:
    """Decides whether one more call is let through."""

    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        self._clock = clock
        self.enabled = enabled
        self._buckets: dict[str, Bucket] = {}

    def clear(self) -> None:
        """Forget what was used."""
        self._buckets.clear()

    def refuse_for(self, method: str, channel: str | None) -> int | None:
        """Seconds to wait (Retry-After) if this call is too much, else None."""
        if not self.enabled:
            return None
        per_minute = TIERS[TIER_OF[method]]
        wait = self._take(method, max(per_minute, 5), per_minute / 60)
        if wait is None and method == "chat.postMessage" and channel:
            wait = self._take(f"post:{channel}", POST_BURST, 1.0)
        return wait

    def _take(self, key: str, size: int, per_second: float) -> int | None:
        now = self._clock.now()
        bucket = self._buckets.setdefault(key, Bucket(size, now))
        gained = (now - bucket.at) * per_second
        bucket.tokens = min(size, bucket.tokens + gained)
        bucket.at = now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / per_second))
        bucket.tokens -= 1
        return None
