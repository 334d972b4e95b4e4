"""The app's answer to a delivery, or why there is none."""

import json
from dataclasses import dataclass, field

from integrations.sandbox.types import Json


@dataclass(frozen=True)
class Reply:
    """`error` is Slack's word for what went wrong; `status` is HTTP's, if any."""

    status: int | None
    text: str
    elapsed_ms: int
    error: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged it in time."""
        return self.error is None

    def body(self) -> object:
        """The answer's JSON, or its text."""
        try:
            return json.loads(self.text) if self.text else ""
        except ValueError:
            return self.text

    def json_object(self) -> Json | None:
        """The answer as a JSON object, if it is one."""
        body = self.body()
        return body if isinstance(body, dict) else None

    def report(self) -> Json:
        """As the control API answers it."""
        return {
            "ok": self.ok,
            "status": self.status,
            "elapsed_ms": self.elapsed_ms,
            "body": self.body(),
            "error": self.error,
        }


def error_for(status: int) -> str | None:
    """Slack's word for a status. 4xx and 5xx are told apart in what people see."""
    if 200 <= status < 300:
        return None
    return "http_client_error" if 400 <= status < 500 else "http_service_error"
