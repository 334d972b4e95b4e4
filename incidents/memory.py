"""How a process that lives long looks through its memory."""

import gc

# New objects between two looks. A batch makes tens of thousands that are in use, and
# few are in cycles: with Python's 700 a fifth of its time goes into looking.
BETWEEN_LOOKS = 50_000


def settle() -> None:
    """Called once, after start-up: what that made stays, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS, 10, 10)
