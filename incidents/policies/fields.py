"""What a step may be set to: its fields, read and checked. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from incidents.values import Mistake, Severity, clean_line

MOST_IDS = 50
LONGEST_URL = 500
LONGEST_LINE = 120
DAYS = range(7)


class Type(Enum):
    """What a field holds; the first group names rows by their ids."""

    PERSON = "person"
    PEOPLE = "people"
    ROLE = "role"
    SCHEDULE = "schedule"
    TEAM = "team"
    MAILBOX = "mailbox"
    CHANNEL = "channel"
    GROUP = "user group"
    NUMBER = "number"
    TIME = "time"
    WEEKDAYS = "weekdays"
    ZONE = "zone"
    SEVERITIES = "severities"
    SEVERITY = "severity"
    URL = "url"
    LINE = "line"


# Which rows a field names.
ROWS = {
    Type.PERSON: "person",
    Type.PEOPLE: "person",
    Type.ROLE: "role",
    Type.SCHEDULE: "schedule",
    Type.TEAM: "team",
    Type.MAILBOX: "team",
    Type.CHANNEL: "channel",
    Type.GROUP: "user group",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a step. Numbers lie between `least` and `most`."""

    name: str
    label: str
    type: Type
    least: int = 1
    most: int = 9
    default: Any = None
    help: str = ""


def read(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings by name, in Python's types. Raises Mistake, naming the field.

    What a step does not know is refused: somebody meant something by it.
    """
    known = {each.name: each for each in fields}
    for name in given:
        if name not in known:
            raise Mistake(f"This step has no setting “{name[:40]}”.", field=name)
    return {name: _value(each, given.get(name)) for name, each in known.items()}


def stored(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same in JSON's types."""
    return {name: _json(value) for name, value in settings.items()}


def ids(fields: Iterable[Field], settings: Mapping[str, Any]) -> dict[str, set[int]]:
    """Which rows these read settings name, by kind of row."""
    found: dict[str, set[int]] = {}
    for each in fields:
        if each.type in ROWS:
            value = settings[each.name]
            rows = value if isinstance(value, tuple) else (value,)
            found.setdefault(ROWS[each.type], set()).update(rows)
    return found


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _value(field: Field, given: Any) -> Any:
    if given in (None, "", [], ()):
        if field.default is not None:
            return field.default
        raise Mistake(f"{field.label} is empty: choose one.", field=field.name)
    return _READERS[field.type](field, given)


def _id(field: Field, given: Any) -> int:
    number = _whole(given)
    if number is None or not 0 < number < 2**63:
        raise Mistake(f"{field.label} must be one that is there.", field=field.name)
    return number


def _ids(field: Field, given: Any) -> tuple[int, ...]:
    rows = tuple(dict.fromkeys(_id(field, each) for each in _list(field, given)))
    if len(rows) > MOST_IDS:
        raise Mistake(f"{field.label}: at most {MOST_IDS}.", field=field.name)
    return rows


def _number(field: Field, given: Any) -> int:
    number = _whole(given)
    if number is None or not field.least <= number <= field.most:
        raise Mistake(
            f"{field.label} must be from {field.least:,} to {field.most:,}.",
            field=field.name,
        )
    return number


def _time(field: Field, given: Any) -> time:
    try:
        found = time.fromisoformat(str(given))
    except ValueError:
        found = None
    if found is None or found.tzinfo or found.second or found.microsecond:
        raise Mistake(f"{field.label} must be a time such as 09:00.", field=field.name)
    return found


def _weekdays(field: Field, given: Any) -> tuple[int, ...]:
    days = {_whole(each) for each in _list(field, given)}
    if not days <= set(DAYS):
        raise Mistake(
            f"{field.label} are numbers from 0 (Monday) to 6 (Sunday).",
            field=field.name,
        )
    return tuple(day for day in DAYS if day in days)


def _zone(field: Field, given: Any) -> str:
    try:
        return ZoneInfo(str(given)).key
    except (ValueError, OSError):
        raise Mistake(
            f"{field.label} must be an IANA name such as Europe/London.",
            field=field.name,
        ) from None


def _severities(field: Field, given: Any) -> tuple[str, ...]:
    wanted = [str(each) for each in _list(field, given)]
    if not set(wanted) <= set(Severity.values):
        raise Mistake(f"{field.label} are of SEV1 to SEV4.", field=field.name)
    return tuple(each for each in Severity.values if each in wanted)


def _severity(field: Field, given: Any) -> str:
    if str(given) not in Severity.values:
        raise Mistake(f"{field.label} is one of SEV1 to SEV4.", field=field.name)
    return str(given)


def _url(field: Field, given: Any) -> str:
    """Where it leads is looked at when it is asked; here, whether it is one at all."""
    text = clean_line(str(given), field=field.name, limit=LONGEST_URL)
    try:
        parts = urlsplit(text)
        host = parts.hostname if parts.port != 0 else ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"} or " " in text:
        raise Mistake(
            f"{field.label} must be such as https://example.com/hook.",
            field=field.name,
        )
    if parts.username or parts.password:
        raise Mistake(
            f"{field.label} has a user or password in it: leave them out, each "
            "request is signed.",
            field=field.name,
        )
    return text


def _line(field: Field, given: Any) -> str:
    return clean_line(str(given), field=field.name, limit=LONGEST_LINE)


def _list(field: Field, given: Any) -> Sequence[Any]:
    if isinstance(given, (list, tuple)):
        return given
    raise Mistake(f"{field.label} must be a list.", field=field.name)


def _whole(given: Any) -> int | None:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


_READERS = {
    Type.PERSON: _id,
    Type.ROLE: _id,
    Type.SCHEDULE: _id,
    Type.TEAM: _id,
    Type.MAILBOX: _id,
    Type.CHANNEL: _id,
    Type.GROUP: _id,
    Type.PEOPLE: _ids,
    Type.NUMBER: _number,
    Type.TIME: _time,
    Type.WEEKDAYS: _weekdays,
    Type.ZONE: _zone,
    Type.SEVERITIES: _severities,
    Type.SEVERITY: _severity,
    Type.URL: _url,
    Type.LINE: _line,
}
