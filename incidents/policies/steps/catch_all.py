"""The team that takes what nobody takes."""

from dataclasses import dataclass

from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    """It needs none."""


def decide(settings: Settings, facts: Facts) -> Decision:
    if not facts.catch_all.targets:
        return Decision(f"Nobody is in {facts.catch_all.name}", gap=True)
    return Decision(
        f"Everybody in {facts.catch_all.name}", targets=facts.catch_all.targets
    )


def describe(settings: Settings, names: Names) -> str:
    return "everybody in the catch-all team"


KIND = Kind(
    name="catch_all",
    label="The catch-all team",
    settings=Settings,
    fields=(),
    decide=decide,
    describe=describe,
    needs=lambda _: Needs(catch_all=True),
    rank=55,
)
