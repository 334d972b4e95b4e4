"""Alert sources: one file each, whose SOURCE the registry finds.

A source is a pure function from a body to signals. It ignores what it does not know and
raises Unreadable for what it cannot do without; what it reads of a vendor's body it
takes from the vendor's documentation, which its docstring names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from incidents.alerts.values import Signal


@dataclass(frozen=True, slots=True)
class Body:
    """What was posted: the JSON read, what address and headers add, and when (UTC)."""

    data: Any
    context: Mapping[str, Any]
    received_at: datetime


def no_check(_: Any) -> str:
    return ""


@dataclass(frozen=True)
class Source:
    """A monitoring tool.

    `name`: as in /hooks/<name>. `parse` makes signals of a body, or raises Unreadable.
    `check` answers why a body is refused with 400, or nothing: only for the fields that
    the vendor's own API requires. `samples` are bodies as the vendor documents them,
    by a short name ("firing", "resolved"), for tests, dry-runs and previews; `contexts`
    what address and headers add to a sample, by the same name.
    `setup` is Markdown for who sets the tool up, with {url} (Muster, without a
    slash at the end), {hook} (the whole address with the key in it), {key}, and
    {service}, its slug.
    """

    name: str
    label: str
    parse: Callable[[Body], Sequence[Signal]]
    setup: str
    check: Callable[[Any], str] = no_check
    samples: Mapping[str, Any] = field(default_factory=dict)
    contexts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def sample(self, name: str, received_at: datetime) -> Body:
        return Body(self.samples[name], self.contexts.get(name, {}), received_at)


@cache
def sources() -> Mapping[str, Source]:
    """Every source, by its name."""
    names = sorted(module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}") for name in names)
    return {each.SOURCE.name: each.SOURCE for each in found if hasattr(each, "SOURCE")}


def find(name: str) -> Source | None:
    return sources().get(name)
