"""What may be changed while the sandbox runs."""

from dataclasses import dataclass

from integrations.sandbox.options import Options


@dataclass
class Settings:
    """Where the app listens, how slow calls are, who may manage user groups.

    `groups_by` is "everyone" or "admins", as in Slack's workspace settings.
    """

    app_url: str | None
    latency_ms: int
    groups_by: str = "everyone"

    @classmethod
    def of(cls, options: Options) -> "Settings":
        """As the command line says."""
        return cls(options.app_url, options.latency_ms)
