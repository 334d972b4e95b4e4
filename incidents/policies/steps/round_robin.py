"""One of several people, the next one with each run of the policy."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    people: tuple[int, ...]


def decide(settings: Settings, facts: Facts) -> Decision:
    there = [facts.people[pk] for pk in settings.people if pk in facts.people]
    if not there:
        return Decision("None of those who take turns is there any more", gap=True)
    place = facts.turn % len(there)
    found = there[place]
    text = f"It is the turn of {found.name}, {place + 1} of {len(there)}"
    return Decision(text, targets=(found,))


def describe(settings: Settings, names: Names) -> str:
    people = ", ".join(names.of("person", pk) for pk in settings.people)
    return f"in turn one of {people}"


KIND = Kind(
    name="round_robin",
    label="One of several people, in turn",
    settings=Settings,
    fields=(Field("people", "People", Type.PEOPLE),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(people=settings.people, turn=True),
    rank=40,
)
