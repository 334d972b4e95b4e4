"""An effect in a worker's hands: the Slack calls it may make, and no others."""

import time
from dataclasses import dataclass
from typing import Any

from slack_sdk.web import SlackResponse

from bot.slack import Slack
from incidents.outbox import claims, turns
from incidents.outbox.values import Claim, ProviderError

# Slack counts these calls by channel, and all others by method and workspace.
# Source: the page on rate limits of docs.slack.dev.
PER_CHANNEL = {"chat.postMessage"}
# A process that is stopped between its look at the lease and its call looks again.
FRESH_SECONDS = 0.25


@dataclass(frozen=True)
class Sending:
    """A claimed effect. Every call checks the lease and the vendor's pauses first."""

    claim: Claim
    slack: Slack

    @property
    def args(self) -> dict[str, Any]:
        return self.claim.args

    @property
    def in_doubt(self) -> bool:
        """Whether an earlier attempt may have succeeded without our hearing of it."""
        return self.claim.in_doubt

    @property
    def incident_id(self) -> int:
        """The incident that the effect is about."""
        return int(self.claim.subject.removeprefix("incident:"))

    def call(self, method: str, **arguments: Any) -> SlackResponse:
        """Call Slack. Raises ProviderError, or LeaseLost when there is no time left."""
        scope = scope_of(method, channel=arguments.get("channel", ""))
        looked = time.monotonic()
        self._check(method, scope)
        try:
            with turns.given_up():
                if time.monotonic() - looked > FRESH_SECONDS:
                    self._check(method, scope)
                return self.slack.call(method, **arguments)
        except ProviderError as error:
            if error.retry_after is not None:
                claims.throttle(scope, seconds=error.retry_after)
                error.scope = scope
            raise

    def await_turn(self, method: str, *, channel: str = "") -> None:
        """Asked before the work that a call needs. Raises ProviderError while Slack
        takes no such call; LeaseLost.
        """
        self._check(method, scope_of(method, channel=channel))

    def _check(self, method: str, scope: str) -> None:
        needed = self.slack.timeout
        if wait := claims.check(self.claim, needed=needed, scopes=[scope]):
            raise ProviderError(
                f"Slack asked us to wait for {method}", retry_after=wait, scope=scope
            )


def scope_of(method: str, *, channel: str = "") -> str:
    """How a pause is kept that Slack asked for about this method, in this channel."""
    scope = f"slack:{method}"
    return f"{scope}:{channel}" if method in PER_CHANNEL else scope
