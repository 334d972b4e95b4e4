"""Patterns in routing rules: RE2, whose time grows with the text alone.

Source: https://github.com/google/re2/wiki/Syntax.
"""

from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from incidents.values import Mistake

# The longest text that is kept with what came of it.
SHORT = 300


def search(pattern: str, text: str) -> bool:
    """Whether it fits anywhere in the text. Raises Mistake for no pattern."""
    # Titles and labels come again and again, and who asks RE2 gives way to others.
    return (_searched if len(text) <= SHORT else _search)(pattern, text)


def _search(pattern: str, text: str) -> bool:
    # A lone surrogate is legal in JSON and in no UTF-8.
    clean = text.encode("utf-8", "replace").decode()
    return compiled(pattern).search(clean) is not None


_searched = lru_cache(maxsize=8192)(_search)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """Raises Mistake that says what is wrong with it and where."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise Mistake(_said(error, pattern), field="value") from error


def _said(error: Exception, pattern: str) -> str:
    """RE2 names the part that is wrong; where that is, people count from 1."""
    raw = error.args[0] if error.args else b""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    what, _, part = text.partition(": ")
    place = pattern.find(part) + 1 if part else 0
    whole = part == pattern
    where = f" at character {place}: “{part}”" if place and not whole else ""
    return f"This is no pattern: {what}{where}. Its language is RE2."
