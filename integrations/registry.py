"""Finds the providers: the folders of this package that say they are one."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import integrations
from incidents.outbox.values import Claim

Receipt = Callable[[], None]
# The number in E.164 behind a redirect number and its PIN; raises ProviderError.
Resolver = Callable[[str, str], str]


@dataclass(frozen=True)
class EffectHandler:
    """Carries an effect out; answers what to write when its receipt commits.

    `version` is the newest version of the effect's arguments that it knows. `send`
    raises ProviderError, or LeaseLost when there is no time left.
    """

    kind: str
    send: Callable[[Claim], Receipt]
    version: int = 1


@dataclass(frozen=True)
class Provider:
    """What a folder offers, as `PROVIDER` in its `__init__.py`."""

    name: str
    effects: tuple[EffectHandler, ...] = ()
    resolvers: Mapping[str, Resolver] = field(default_factory=dict)


@cache
def providers() -> tuple[Provider, ...]:
    """Every provider, in the order of their folders' names."""
    folders = [m.name for m in pkgutil.iter_modules(integrations.__path__) if m.ispkg]
    modules = [importlib.import_module(f"integrations.{name}") for name in folders]
    found = (getattr(module, "PROVIDER", None) for module in modules)
    return tuple(each for each in found if isinstance(each, Provider))


@cache
def effects() -> dict[str, EffectHandler]:
    """The providers' effect handlers by kind."""
    handlers = (handler for each in providers() for handler in each.effects)
    return {handler.kind: handler for handler in handlers}


@cache
def resolvers() -> dict[str, Resolver]:
    """Who knows the number behind a redirect number, by name."""
    return {
        name: each
        for provider in providers()
        for name, each in provider.resolvers.items()
    }
