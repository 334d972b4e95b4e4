"""How long the next level waits for an acknowledgement."""

from dataclasses import dataclass
from datetime import timedelta

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts


@dataclass(frozen=True, slots=True)
class Settings:
    minutes: int


def decide(settings: Settings, facts: Facts) -> Decision:
    return Decision(
        f"Wait {settings.minutes} min", wait=timedelta(minutes=settings.minutes)
    )


def describe(settings: Settings, names: Names) -> str:
    return f"then wait {settings.minutes} min"


KIND = Kind(
    name="wait",
    label="Wait before the next level",
    settings=Settings,
    fields=(Field("minutes", "Minutes", Type.NUMBER, most=1_440),),
    decide=decide,
    describe=describe,
    rank=60,
)
