"""Calls and SMS as lines of a worker's output. It reaches nobody, and says so."""

import sys
from collections.abc import Sequence
from datetime import datetime

from integrations.engines import CALL, SMS, Message, Report, Urls

DELIVERED = "delivered"


class ConsoleEngine:
    """The line names no number: whose page it is, is in the back-office."""

    name = "console"
    ways = frozenset({CALL, SMS})

    def configured(self) -> bool:
        return True

    def prove(self) -> None:
        """There is no vendor."""

    def pace(self, way: str) -> tuple[str, float]:
        return self.name, 0.0

    def send(self, message: Message, to: str, urls: Urls) -> str:
        said = message.spoken if message.way == CALL else message.text
        line = f"{message.way} of page {message.page}: {' '.join(said.split())}\n"
        sys.stdout.write(line)
        sys.stdout.flush()
        return f"console-{message.page}"

    def find(self, message: Message, to: str, *, since: datetime) -> Sequence[str]:
        """A line that was perhaps written is written again: it does no harm."""
        return ()

    def cancel(self, way: str, vendor_id: str) -> None:
        """What is written stays written."""

    def check(self, way: str, vendor_id: str) -> Report | None:
        """An SMS counts as delivered; a call that nobody hears fails, for the next way
        to follow.
        """
        if way == SMS:
            return Report(status=DELIVERED, code="console", final=True)
        return Report(
            status="no_answer",
            code="console",
            text="The console engine rings nobody",
            final=True,
        )
