"""response_url: an address to answer an interaction later.

Source: docs.slack.dev/interactivity/handling-user-interaction: five uses within thirty
minutes.
"""

from dataclasses import asdict, dataclass

from integrations.sandbox.clock import Clock
from integrations.sandbox.ids import new_secret
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json

USES = 5
SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """Whom it answers and where. `message_ts` is the message it may replace."""

    user: str
    channel: str
    expires_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    used: int = 0


class ResponseUrls:
    """The addresses handed out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, ResponseUrl] = {}

    def issue(
        self,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The token of a new address."""
        token = new_secret()
        expires_at = self._clock.now() + SECONDS
        self._held[token] = ResponseUrl(
            user, channel, expires_at, message_ts, thread_ts
        )
        return token

    def saved(self) -> Json:
        """Those still good, for the state file."""
        now = self._clock.now()
        self._held = {t: u for t, u in self._held.items() if u.expires_at > now}
        return {token: asdict(url) for token, url in self._held.items()}

    def load(self, saved: Json) -> None:
        """Take up what `saved` gave."""
        self._held = {token: ResponseUrl(**row) for token, row in saved.items()}

    def peek(self, token: str) -> ResponseUrl:
        """An address just issued; a command's own reply does not use it up."""
        return self._held[token]

    def use(self, token: str) -> ResponseUrl:
        """Use an address once. Raises SlackError when it is over."""
        held = self._held.get(token)
        if held is None:
            raise SlackError("invalid_url")
        if held.expires_at < self._clock.now():
            raise SlackError("expired_url")
        if held.used >= USES:
            raise SlackError("used_url")
        held.used += 1
        return held
