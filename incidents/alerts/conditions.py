"""A rule's conditions: which fields an alert has, and how they are compared."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeAlias

from msgspec import Struct, field

from incidents.alerts import patterns
from incidents.alerts.models import RuleCondition
from incidents.values import Mistake

Operator = RuleCondition.Operator

LABEL = "labels."
TIME = "time"
WEEKDAY = "weekday"
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


class Subject(Struct, frozen=True):
    """An alert as the rules see it.

    `service` and `team` are slugs, `word` is the tool's own severity and `severity`
    what became of it (SEV1 to SEV4, or empty), `coverage` is a Mode's value. `at` is
    aware and in the team's zone (Coverage.zone), so that hours are the team's.
    """

    title: str
    at: datetime
    service: str = ""
    team: str = ""
    source: str = ""
    body: str = ""
    severity: str = ""
    word: str = ""
    coverage: str = ""
    dedup_key: str = ""
    group_key: str = ""
    tags: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a field must be; `operator` is one of RuleCondition.Operator."""

    field: str
    operator: str
    value: str = ""

    def __str__(self) -> str:
        label = Operator(self.operator).label
        said = {Operator.MATCHES: "matches", Operator.ONE_OF: "is one of"}
        words = said.get(Operator(self.operator), label)
        return f"{self.field} {words} {self.value}".strip()


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that does not hold: what its field is instead, or what is wrong.

    Its words are made when they are asked for: most alerts pass many rules.
    """

    field: str
    values: tuple[str, ...] = ()
    wrong: str = ""

    def __str__(self) -> str:
        if self.wrong:
            return f"{self.field} cannot be compared: {self.wrong}"
        if not self.values:
            return f"{self.field} is not there"
        shown = ", ".join(self.values)
        return f"{self.field} is {shown if len(shown) <= 80 else f'{shown[:79]}…'}"


Reader: TypeAlias = Callable[[Subject], tuple[str, ...]]
_FIELDS: dict[str, Reader] = {
    "service": lambda s: (s.service,),
    "team": lambda s: (s.team,),
    "source": lambda s: (s.source,),
    "title": lambda s: (s.title,),
    "body": lambda s: (s.body,),
    "severity": lambda s: (s.word, s.severity),
    "tag": lambda s: s.tags,
    "coverage": lambda s: (s.coverage,),
    "dedup_key": lambda s: (s.dedup_key,),
    "group_key": lambda s: (s.group_key,),
    TIME: lambda s: (f"{s.at.hour:02}:{s.at.minute:02}",),
    WEEKDAY: lambda s: (WEEKDAYS[s.at.weekday()],),
}
FIELDS = (*_FIELDS, f"{LABEL}<name>")


def reader(name: str) -> Reader | None:
    """Reads the field with this name, if there is one; it may hold empty texts."""
    if name.startswith(LABEL):
        label = name[len(LABEL) :]
        return lambda s: (str(s.labels.get(label, "")),)
    return _FIELDS.get(name)


def unmet(condition: Condition, subject: Subject) -> Unmet | None:
    """Why the condition does not hold; None when it does.

    One that cannot be understood does not hold.
    """
    read = reader(condition.field)
    if read is None:
        return Unmet(condition.field, wrong="there is no such field")
    values = [each for each in read(subject) if each]
    try:
        met = _met(condition, values)
    except Mistake as mistake:
        return Unmet(condition.field, wrong=mistake.message)
    return None if met else Unmet(condition.field, tuple(values))


def _met(condition: Condition, values: list[str]) -> bool:
    """Raises Mistake when it cannot be understood, such as one of a newer version."""
    operator = condition.operator
    if operator == Operator.EXISTS:
        return bool(values)
    if operator == Operator.MISSING:
        return not values
    fits = _FITS.get(operator)
    if fits is None:
        raise Mistake(f"“{operator}” compares nothing", field="operator")
    found = any(fits(condition.field, condition.value, each) for each in values)
    return found != (operator == Operator.IS_NOT)


def listed(value: str) -> list[str]:
    """The parts between commas, trimmed, without empty ones."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _same(name: str, wanted: str, value: str) -> bool:
    if name == TIME:
        begin, end = hours(wanted)
        now = time.fromisoformat(value)
        return begin <= now < end if begin < end else now >= begin or now < end
    return wanted.strip().casefold() == value.strip().casefold()


def _one_of(name: str, wanted: str, value: str) -> bool:
    return any(_same(name, each, value) for each in listed(wanted))


def _contains(name: str, wanted: str, value: str) -> bool:
    return wanted.casefold() in value.casefold()


def _matches(name: str, wanted: str, value: str) -> bool:
    return patterns.search(wanted, value)


_FITS: dict[str, Callable[[str, str, str], bool]] = {
    Operator.IS: _same,
    Operator.IS_NOT: _same,
    Operator.CONTAINS: _contains,
    Operator.MATCHES: _matches,
    Operator.ONE_OF: _one_of,
}
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")


def hours(value: str) -> tuple[time, time]:
    """ "22:00-06:00"; an end before the start is over midnight. Raises Mistake."""
    found = _HOURS.fullmatch(value.strip())
    if not found or (found[3] == "24" and found[4] != "00"):
        raise Mistake(
            f"“{value}” are no hours: write them such as 22:00-06:00.", field="value"
        )
    begin = time(int(found[1]), int(found[2]))
    return begin, time(int(found[3]) % 24, int(found[4]))
