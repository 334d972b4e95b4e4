"""What a heartbeat is made of, and what is told of it."""

from dataclasses import dataclass
from datetime import timedelta

from incidents.heartbeats.rhythm import Rhythm

SOURCE = "heartbeat"


@dataclass(frozen=True, slots=True)
class Plan:
    """A heartbeat as a person wants it; `severity` is a word, such as critical."""

    name: str
    interval_seconds: int | None = None
    cron: str = ""
    timezone: str = "UTC"
    grace_seconds: int = 60
    severity: str = ""

    @property
    def rhythm(self) -> Rhythm:
        seconds = self.interval_seconds
        return Rhythm(
            interval=None if seconds is None else timedelta(seconds=seconds),
            cron=" ".join(self.cron.split()),
            zone=self.timezone.strip() or "UTC",
            grace=timedelta(seconds=self.grace_seconds),
        )
