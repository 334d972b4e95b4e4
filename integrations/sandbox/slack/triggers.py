"""trigger_id: leave to open a modal, once, within three seconds."""

from dataclasses import dataclass

from integrations.sandbox.clock import Clock
from integrations.sandbox.ids import new_secret
from integrations.sandbox.slack.errors import SlackError

TRIGGER_SECONDS = 3.0
"""How long a trigger_id lives. Source: docs.slack.dev, "Handling user interaction"."""


@dataclass
class Trigger:
    """Whose interaction made it, when it ends (Unix seconds), whether it was used."""

    user: str
    expires_at: float
    view_id: str | None = None
    used: bool = False


class Triggers:
    """The triggers handed out lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, Trigger] = {}

    def issue(self, user: str, *, view_id: str | None = None) -> str:
        """A fresh trigger_id for an interaction that happens now."""
        now = self._clock.now()
        for old in [key for key, t in self._held.items() if t.expires_at < now - 600]:
            del self._held[old]
        trigger_id = f"{int(now * 1000)}.{len(self._held)}.{new_secret()}"
        expires_at = now + TRIGGER_SECONDS
        self._held[trigger_id] = Trigger(user, expires_at, view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger. Raises SlackError when unknown, used or too old."""
        trigger = self._held.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if trigger.expires_at < self._clock.now():
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
