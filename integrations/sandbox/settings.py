"""What may be changed while the sandbox runs."""

from dataclasses import dataclass

from integrations.sandbox.options import Options


@dataclass
class Settings:
    """Where the app listens, and how slow every Web API call is."""

    app_url: str | None
    latency_ms: int

    @classmethod
    def of(cls, options: Options) -> "Settings":
        """As the command line says."""
        return cls(options.app_url, options.latency_ms)
