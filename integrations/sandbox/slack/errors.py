"""A refusal of the Web API."""

from integrations.sandbox.types import Json


class SlackError(Exception):
    """`{"ok": false, "error": ...}` with what Slack adds to it."""

    def __init__(
        self,
        error: str,
        *,
        messages: list[str] | None = None,
        retry_after: int | None = None,
        extra: Json | None = None,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after
        self.extra: Json = dict(extra or {})
        if messages:
            self.extra["response_metadata"] = {
                "messages": [f"[ERROR] {message}" for message in messages]
            }

    def body(self) -> Json:
        """The JSON answer."""
        return {"ok": False, "error": self.error, **self.extra}
