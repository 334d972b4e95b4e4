"""Kinds of steps: one file each, whose KIND the registry finds.

A step is pure: it decides from its settings and the facts, and never asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from incidents.policies.fields import Field, read
from incidents.policies.values import Decision, Facts, FrozenStep, Needs
from incidents.values import Mistake


@dataclass(frozen=True)
class Kind:
    """A kind of step.

    `settings` makes the frozen value of what was read of `fields`. `needs` says which
    facts `decide` looks at. `describe` says it in a few words, given rows' names by
    kind and id: for the guide and the back-office. A `gate` decides about its whole
    level, and is asked before the others of it. One that `tells` reaches no person by
    itself. `lacks` says what an admin must do before it can be used, if anything.
    """

    name: str
    label: str
    settings: Callable[..., Any]
    fields: tuple[Field, ...]
    decide: Callable[[Any, Facts], Decision]
    describe: Callable[[Any, "Names"], str]
    needs: Callable[[Any], Needs] = lambda _: Needs()
    gate: bool = False
    tells: bool = False
    lacks: Callable[[], str] = lambda: ""
    rank: int = 50

    def read(self, given: Mapping[str, Any]) -> Any:
        """The settings as a frozen value. Raises Mistake, naming the field."""
        return self.settings(**read(self.fields, given))


@dataclass(frozen=True)
class Names:
    """Rows' names, by kind and id; one that is gone is said to be so."""

    known: Mapping[tuple[str, int], str]

    def of(self, row: str, number: int) -> str:
        return self.known.get((row, number), f"a {row} that is gone")


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name, in the order that they are offered in."""
    found = (
        import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)
    )
    every = [each.KIND for each in found if hasattr(each, "KIND")]
    return {each.name: each for each in sorted(every, key=lambda one: one.rank)}


def find(name: str) -> Kind:
    """The kind of this name. Raises Mistake when there is none."""
    if name not in kinds():
        raise Mistake(f"There is no step “{name[:40]}”.", field="kind")
    return kinds()[name]


def decide(step: FrozenStep, facts: Facts) -> Decision:
    """What a frozen step says. One that cannot be read any more is a gap: the run
    goes on without it, and tells.
    """
    try:
        kind = find(step.kind)
        settings = kind.read(step.settings)
    except Mistake as error:
        return Decision(f"A step cannot be read: {error.message}", gap=True)
    return kind.decide(settings, facts)


def needs(step: FrozenStep) -> Needs:
    """Which facts a frozen step looks at; none when it cannot be read any more."""
    try:
        kind = find(step.kind)
        return kind.needs(kind.read(step.settings))
    except Mistake:
        return Needs()
