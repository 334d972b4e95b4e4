"""Everybody in a team."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    team: int


def decide(settings: Settings, facts: Facts) -> Decision:
    team = facts.teams.get(settings.team)
    if team is None:
        return Decision("The team that the step names is gone", gap=True)
    if not team.targets:
        return Decision(f"Nobody is in {team.name}", gap=True)
    return Decision(f"Everybody in {team.name}", targets=team.targets)


def describe(settings: Settings, names: Names) -> str:
    return f"everybody in {names.of('team', settings.team)}"


KIND = Kind(
    name="team",
    label="Everybody in a team",
    settings=Settings,
    fields=(Field("team", "Team", Type.TEAM),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(teams=(settings.team,)),
    rank=50,
)
