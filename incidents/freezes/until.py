"""Reading how long a freeze lasts. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.values import Mistake

LONGEST = timedelta(days=30)

_SPAN = re.compile(r"(?:(\d{1,3})d)?(?:(\d{1,3})h)?(?:(\d{1,4})m(?:in)?)?")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Words:
    """What stands behind `freeze`: a scope, an end in UTC or None, and a reason."""

    scope: str
    until: datetime | None
    reason: str


def words_of(text: str, *, scopes: set[str], zone: str, now: datetime) -> Words:
    """`[scope] [2h | 30m | 1d | [until] 18:00] [reason]`; the clock is the person's.

    `scopes` are the names that count as a scope. Raises Mistake, naming the rule.
    """
    rest = text.split()
    scope = ""
    if rest and rest[0].lower() in scopes:
        scope = rest.pop(0).lower()
    if rest and rest[0].lower() in ("until", "for"):
        rest.pop(0)
        if not rest or until_of(rest[0], zone=zone, now=now) is None:
            raise Mistake(
                "Until when? Write 2h, 30m, 1d or a time like 18:00.", field="until"
            )
    until = until_of(rest[0], zone=zone, now=now) if rest else None
    if until is not None:
        rest.pop(0)
    elif rest and not scope:
        named = ", ".join(sorted(scopes)[:12])
        raise Mistake(
            f"“{rest[0][:40]}” is no scope. Begin with one of: {named}; then until "
            "when (2h, 18:00), then why.",
            field="scope",
        )
    return Words(scope=scope, until=until, reason=" ".join(rest))


def until_of(
    word: str, *, zone: str, now: datetime, what: str = "A freeze"
) -> datetime | None:
    """When `2h` or `18:00` is over, in UTC; None when the word says no time.

    A clock time that has passed today is tomorrow's. Raises Mistake beyond 30 days.
    """
    clock = _CLOCK.fullmatch(word)
    if clock:
        here = now.astimezone(ZoneInfo(zone))
        at = here.replace(
            hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0
        )
        at = at if at > here else at + timedelta(days=1)
        return at.astimezone(now.tzinfo)
    lasting = _SPAN.fullmatch(word.lower())
    if not word or lasting is None:
        return None
    days, hours, minutes = (int(part or 0) for part in lasting.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes)
    return checked(now + length, now=now, what=what)


def checked(until: datetime, *, now: datetime, what: str = "A freeze") -> datetime:
    """`until` itself. Raises Mistake unless it lies ahead, by at most 30 days."""
    if until <= now:
        raise Mistake("The end has passed already: choose one ahead.", field="until")
    if until > now + LONGEST:
        raise Mistake(
            f"{what} lasts at most {LONGEST.days} days; make a new one after that.",
            field="until",
        )
    return until
