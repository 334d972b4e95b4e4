"""The log of every Web API call and of everything sent to the app."""

from collections import deque
from collections.abc import Iterable

from integrations.sandbox.clock import Clock
from integrations.sandbox.types import Json

KEPT = 20_000
"""The newest records that are kept, of each log."""
SECRETS = frozenset({"token", "app_token"})


def without_secrets(value: Json) -> Json:
    """A copy without tokens."""
    return {key: item for key, item in value.items() if key not in SECRETS}


class Records:
    """One log, numbered from 1 in order of arrival."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: deque[Json] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, **fields: object) -> Json:
        """A new record; whoever adds it may fill in the rest later."""
        self._count += 1
        record: Json = {"n": self._count, "at": self._clock.now(), **fields}
        self._held.append(record)
        return record

    def since(self, n: int) -> Iterable[Json]:
        """Records after number `n`, oldest first."""
        return [record for record in self._held if record["n"] > n]

    def clear(self) -> None:
        """Forget all; the numbering goes on."""
        self._held.clear()
