"""An effect in a worker's hands: the Slack calls it may make, and no others."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.web import SlackResponse

from bot.slack import Slack
from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError

# Slack counts these calls by channel, and all others by method and workspace.
# Source: the page on rate limits of docs.slack.dev.
PER_CHANNEL = {"chat.postMessage"}


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
        scope = f"slack:{method}"
        if method in PER_CHANNEL:
            scope = f"{scope}:{arguments.get('channel', '')}"
        if wait := claims.throttled([scope]):
            raise ProviderError(
                f"Slack asked us to wait for {method}", retry_after=wait
            )
        claims.check(self.claim, needed=self.slack.timeout)
        try:
            return self.slack.call(method, **arguments)
        except ProviderError as error:
            if error.retry_after is not None:
                claims.throttle(scope, seconds=error.retry_after)
            raise
