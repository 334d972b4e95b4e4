"""The level counts only for some severities."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts


@dataclass(frozen=True, slots=True)
class Settings:
    severities: tuple[str, ...]


def decide(settings: Settings, facts: Facts) -> Decision:
    said = f"Its severity is {facts.severity or 'not set'}"
    wanted = ", ".join(settings.severities)
    if facts.severity in settings.severities:
        return Decision(f"{said}, one of {wanted}")
    return Decision(f"{said}: only for {wanted}", skip=True)


def describe(settings: Settings, names: Names) -> str:
    return f"only for {', '.join(settings.severities)}"


KIND = Kind(
    name="only_severity",
    label="Only for these severities",
    settings=Settings,
    fields=(Field("severities", "Severities", Type.SEVERITIES),),
    decide=decide,
    describe=describe,
    gate=True,
    rank=75,
)
