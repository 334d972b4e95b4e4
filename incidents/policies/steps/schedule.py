"""Whoever has a position of a schedule at the moment."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs, OnCall, Target

POSITIONS = {1: "primary", 2: "secondary", 3: "third"}


@dataclass(frozen=True, slots=True)
class Settings:
    schedule: int
    position: int


def decide(settings: Settings, facts: Facts) -> Decision:
    schedule = facts.schedules.get(settings.schedule)
    if schedule is None:
        return Decision("The schedule that the step names is gone", gap=True)
    place = f"{position(settings.position)} of “{schedule.name}”"
    found = [each for each in schedule.on_call if each.position == settings.position]
    if not found:
        return Decision(f"Nobody is on call as {place}", gap=True)
    targets = tuple(_target(each, place) for each in found)
    names = ", ".join(each.name for each in targets)
    return Decision(f"{names} as {place}", targets=targets)


def position(number: int) -> str:
    return POSITIONS.get(number, f"number {number}")


def _target(holder: OnCall, place: str) -> Target:
    why = f"On call as {place}: {holder.reason}"
    return Target(name=holder.name, why=why, person=holder.person)


def describe(settings: Settings, names: Names) -> str:
    name = names.of("schedule", settings.schedule)
    return f"the {position(settings.position)} of “{name}”"


KIND = Kind(
    name="schedule",
    label="Whoever is on call",
    settings=Settings,
    fields=(
        Field("schedule", "Schedule", Type.SCHEDULE),
        Field(
            "position",
            "Position",
            Type.NUMBER,
            default=1,
            help="1 is primary, 2 secondary.",
        ),
    ),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(schedules=(settings.schedule,)),
    rank=20,
)
