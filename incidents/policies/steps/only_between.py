"""The level counts only between two times of some weekdays."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from incidents.policies.fields import DAYS, Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Settings:
    """Equal times stand for the whole day, an end before the start is over midnight:
    the weekday is then that of the start.
    """

    weekdays: tuple[int, ...]
    starts: time
    ends: time
    zone: str


def decide(settings: Settings, facts: Facts) -> Decision:
    here = facts.at.astimezone(ZoneInfo(settings.zone))
    if _within(settings, here.weekday(), here.time()):
        return Decision(f"It is {here:%a %H:%M}, within {_said(settings)}")
    return Decision(f"It is {here:%a %H:%M}: only {_said(settings)}", skip=True)


def _within(settings: Settings, day: int, clock: time) -> bool:
    starts, ends = settings.starts, settings.ends
    if starts == ends:
        return day in settings.weekdays
    if starts < ends:
        return day in settings.weekdays and starts <= clock < ends
    if clock >= starts and day in settings.weekdays:
        return True
    return clock < ends and (day - 1) % 7 in settings.weekdays


def _said(settings: Settings) -> str:
    days = ", ".join(DAY_NAMES[day] for day in settings.weekdays)
    return f"{days} {settings.starts:%H:%M}-{settings.ends:%H:%M} ({settings.zone})"


def describe(settings: Settings, names: Names) -> str:
    return f"only {_said(settings)}"


KIND = Kind(
    name="only_between",
    label="Only between these times",
    settings=Settings,
    fields=(
        Field("weekdays", "Weekdays", Type.WEEKDAYS, default=tuple(DAYS)),
        Field("starts", "From", Type.TIME),
        Field("ends", "Until", Type.TIME),
        Field("zone", "Time zone", Type.ZONE, default="UTC"),
    ),
    decide=decide,
    describe=describe,
    gate=True,
    rank=70,
)
