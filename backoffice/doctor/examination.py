"""Every check of the folder `checks`, in the order of their ranks."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backoffice.doctor import checks
from bot.findings import Finding


@dataclass(frozen=True)
class Matter:
    """A matter that is looked at. `check` needs nothing and never raises."""

    heading: str
    rank: int
    check: Callable[[], Iterable[Finding]]


def matters() -> list[Matter]:
    """Found by their files; the lowest rank first."""
    names = [found.name for found in pkgutil.iter_modules(checks.__path__)]
    modules = [importlib.import_module(f"{checks.__name__}.{name}") for name in names]
    found = [module.MATTER for module in modules]
    return sorted(found, key=lambda matter: matter.rank)


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """Each heading and what was found under it."""
    for matter in matters():
        yield matter.heading, list(matter.check())
