"""Reading what a tool posted: absent is empty, a wrong type is Unreadable.

What is unknown is passed over. A number or a truth value where a text is expected is
written out, because tools are careless there; a list or an object is not.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from incidents.alerts.values import Link, Unreadable

# Go's zero time is in the year 1 and Unix's in 1970; no alert is of then.
FIRST_YEAR = 1971


def mapping(found: Any, name: str) -> Mapping[str, Any]:
    """An object; raises Unreadable for anything else."""
    if not isinstance(found, Mapping):
        raise Unreadable(f"{name} is {kind(found)}; a JSON object was expected.")
    return found


def inner(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object in this field; an empty one when it is absent."""
    found = row.get(name)
    return {} if found is None else mapping(found, name)


def rows(found: Any, name: str) -> Sequence[Any]:
    """A list; an empty one when it is absent."""
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Unreadable(f"{name} is {kind(found)}; a list was expected.")
    return found


def plain(found: Any, name: str) -> str:
    """A value as a text, without the space around it."""
    if isinstance(found, str):  # by far the most
        return found.strip()
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    if not isinstance(found, int | float):
        raise Unreadable(f"{name} is {kind(found)}; a text was expected.")
    return str(found)


def text(row: Mapping[str, Any], name: str) -> str:
    """What this field says, or the empty text."""
    return plain(row.get(name), name)


def needed(row: Mapping[str, Any], name: str) -> str:
    """As `text`; raises Unreadable when it says nothing."""
    found = text(row, name)
    if not found:
        raise Unreadable(f"{name} is missing.")
    return found


def labels(*rows: Mapping[str, Any]) -> dict[str, str]:
    """Objects of texts as one, the first's values first; empty ones are left out."""
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if shown := plain(value, name):
                found.setdefault(str(name), shown)
    return found


def links(*pairs: tuple[str, str]) -> tuple[Link, ...]:
    """Links of (text, address) pairs: only http(s), each address once."""
    found: dict[str, Link] = {}
    for shown, url in pairs:
        if url.startswith(("http://", "https://")):
            found.setdefault(url, Link(text=shown or url, url=url))
    return tuple(found.values())


def moment(found: Any) -> datetime | None:
    """ISO 8601, or (milli)seconds since 1970, in UTC; a text without zone is UTC.

    None for what is absent, no time, or a zero time: a tool's broken clock keeps no
    alert from anybody.
    """
    if isinstance(found, str):
        number = found.strip().replace(".", "", 1)
        digits = number.isascii() and number.isdigit()
        at = _counted(float(found)) if digits else _written(found.strip())
    else:
        at = _counted(found) if isinstance(found, int | float) else None
    return at if at is not None and at.year >= FIRST_YEAR else None


def _counted(number: float) -> datetime | None:
    # Milliseconds since 1973 have more digits than seconds will have for long.
    try:
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _written(found: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(found)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def kind(found: Any) -> str:
    """What a JSON value is, in words."""
    if found is None:
        return "empty"
    if isinstance(found, bool):
        return "true or false"
    if isinstance(found, int | float):
        return "a number"
    if isinstance(found, str):
        return "a text"
    return "a list" if isinstance(found, list) else "an object"
