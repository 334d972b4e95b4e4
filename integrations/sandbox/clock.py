"""The sandbox's clock: real time, which a test may push forward."""

import time


class Clock:
    """Unix seconds, and Slack's message timestamps, which never repeat."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._last_micros = 0

    def now(self) -> float:
        """Unix seconds, UTC."""
        return time.time() + self._offset

    def ts(self) -> str:
        """A new message timestamp, `<unix seconds>.<6 digits>`, unique here."""
        micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def advance(self, seconds: float) -> None:
        """Push the clock forward. Real waiting (time-outs, retries) stays real."""
        self._offset += seconds
