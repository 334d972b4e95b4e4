"""The incident becomes more severe. A machine never makes one less severe."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts
from incidents.values import Severity


@dataclass(frozen=True, slots=True)
class Settings:
    severity: str


def decide(settings: Settings, facts: Facts) -> Decision:
    wanted = Severity(settings.severity)
    if facts.severity and Severity(facts.severity).rank <= wanted.rank:
        return Decision(f"It is {facts.severity} already")
    return Decision(f"It becomes {wanted.value}", severity=wanted.value)


def describe(settings: Settings, names: Names) -> str:
    return f"it becomes {settings.severity}, unless it is worse"


KIND = Kind(
    name="severity",
    label="Declare a severity",
    settings=Settings,
    fields=(Field("severity", "Severity", Type.SEVERITY),),
    decide=decide,
    describe=describe,
    tells=True,
    rank=61,
)
