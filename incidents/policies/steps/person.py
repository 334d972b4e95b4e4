"""A named person."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    person: int


def decide(settings: Settings, facts: Facts) -> Decision:
    found = facts.people.get(settings.person)
    if found is None:
        return Decision(
            "The person that the step names is not there any more", gap=True
        )
    return Decision(f"The policy names {found.name}", targets=(found,))


def describe(settings: Settings, names: Names) -> str:
    return names.of("person", settings.person)


KIND = Kind(
    name="person",
    label="A person",
    settings=Settings,
    fields=(Field("person", "Person", Type.PERSON),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(people=(settings.person,)),
    rank=10,
)
