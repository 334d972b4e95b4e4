"""Turns: how many deliveries of a worker compute at once.

A delivery waits for its vendor most of the time, and many may wait. What they compute
in between gains nothing from being done by more than two at once, for it is Python's
lock that they wait for, with rows held that people in Slack wait for.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# While one waits for PostgreSQL, the other computes.
AT_ONCE = 2

_free = threading.BoundedSemaphore(AT_ONCE)
_mine = threading.local()


@contextmanager
def taken() -> Iterator[None]:
    """Wait for a turn and have it; not to be nested."""
    with _free:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


@contextmanager
def given_up() -> Iterator[None]:
    """Let others have the turn while this waits for something outside; never within a
    transaction, whose rows would be held meanwhile. Nothing without a turn.
    """
    if not getattr(_mine, "held", False):
        yield
        return
    _mine.held = False
    _free.release()
    try:
        yield
    finally:
        _free.acquire()
        _mine.held = True
