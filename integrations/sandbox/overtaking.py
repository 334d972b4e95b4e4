"""Deliveries that change places: one waits until a later one of its kind has gone."""

import asyncio
from itertools import count

HOLD_SECONDS = 10.0
"""How long a delivery waits for another one to overtake it."""


class Overtaking:
    """Holds deliveries that a fault says come too late, ten seconds at most."""

    def __init__(self) -> None:
        self._numbers = count()
        self._held: list[tuple[str, int, asyncio.Event]] = []

    def begin(self) -> int:
        """A number for each delivery, in the order in which they begin."""
        return next(self._numbers)

    async def wait(self, kind: str, number: int) -> None:
        """Until a later delivery of this kind has gone."""
        overtaken = asyncio.Event()
        held = (kind, number, overtaken)
        self._held.append(held)
        try:
            async with asyncio.timeout(HOLD_SECONDS):
                await overtaken.wait()
        except TimeoutError:
            pass
        finally:
            self._held.remove(held)

    def gone(self, kind: str, number: int) -> None:
        """One of this kind has gone: those that began before it follow."""
        for held_kind, held_number, overtaken in self._held:
            if held_kind == kind and held_number < number:
                overtaken.set()
