"""Many levels due at once: two batches at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def together(loop: Callable[[], int]) -> int:
    """Run `loop` here and in a second thread, which has a connection of its own while
    it lasts: while one waits for PostgreSQL, the other works its batch out. Answers
    what both did. Raises what either did, once both have ended.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="pulse") as pool:
        other = pool.submit(_aside, loop)
        done = loop()
        return done + other.result()


def _aside(loop: Callable[[], int]) -> int:
    try:
        return loop()
    finally:
        connection.close()
