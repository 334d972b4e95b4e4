"""A role of a team, whoever fills it at the moment."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    role: int


def decide(settings: Settings, facts: Facts) -> Decision:
    role = facts.roles.get(settings.role)
    if role is None:
        return Decision("The role that the step names is gone", gap=True)
    if not role.targets:
        return Decision(f"Nobody fills the role “{role.name}”", gap=True)
    names = ", ".join(each.name for each in role.targets)
    return Decision(f"{names} as “{role.name}”", targets=role.targets)


def describe(settings: Settings, names: Names) -> str:
    return f"the role “{names.of('role', settings.role)}”"


KIND = Kind(
    name="role",
    label="A role of a team",
    settings=Settings,
    fields=(Field("role", "Role", Type.ROLE),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(roles=(settings.role,)),
    rank=30,
)
