"""What calls and writes: notification engines, plug-ins found by their folder here or
by a Python entry point of the group "muster.engines" (docs/engines.md).
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from django.conf import settings

import integrations

GROUP = "muster.engines"
CALL = "call"
SMS = "sms"


@dataclass(frozen=True)
class Message:
    """What is said. `text` is written, `spoken` is read aloud; `facts` are for engines
    that word it themselves: reference, title, severity, service, team, link.
    """

    page: int
    way: str
    text: str
    spoken: str
    language: str = "en"
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Urls:
    """Where the vendor asks what to say, reports, and tells of answering machines."""

    voice: str
    status: str
    machine: str


@dataclass(frozen=True)
class Report:
    """Where a call or SMS is, in the words of Page.Status; `final` when it is over."""

    status: str
    code: str
    text: str = ""
    final: bool = False


@runtime_checkable
class Engine(Protocol):
    """Each call of these may raise incidents.outbox.values.ProviderError, whose text
    names no number. `to` is a number in E.164. Ways are "call" and "sms".
    """

    name: str
    ways: frozenset[str]

    def configured(self) -> bool:
        """Whether its settings are there."""

    def prove(self) -> None:
        """Look whether the vendor takes us; nobody is reached by it."""

    def pace(self, way: str) -> tuple[str, float]:
        """The account that is paced and its calls a second; 0 for no pace."""

    def send(self, message: Message, to: str, urls: Urls) -> str:
        """Begin it; answers the vendor's id of it."""

    def find(self, message: Message, to: str, *, since: datetime) -> Sequence[str]:
        """The vendor's ids of what went to this number since (UTC), newest first:
        asked before anything is repeated whose answer was lost.
        """

    def cancel(self, way: str, vendor_id: str) -> None:
        """Take it back, unless somebody has answered already."""

    def check(self, way: str, vendor_id: str) -> Report | None:
        """How it stands; None when the vendor cannot be asked."""


class NoEngine(LookupError):
    """The engine that the settings name is not there, or lacks its settings."""


@cache
def engines() -> dict[str, Engine]:
    """Every engine by name: the folders' `ENGINE`, then the entry points."""
    folders = [m.name for m in pkgutil.iter_modules(integrations.__path__) if m.ispkg]
    modules = [importlib.import_module(f"integrations.{name}") for name in folders]
    found: list[Engine] = [m.ENGINE for m in modules if hasattr(m, "ENGINE")]
    found += [each.load()() for each in entry_points(group=GROUP)]
    return {engine.name: engine for engine in found}


def chosen(way: str) -> str:
    """The name of the engine that serves a way, as the settings say."""
    return str(settings.VOICE_ENGINE if way == CALL else settings.SMS_ENGINE)


def serving(way: str) -> Engine:
    """The engine that serves a way. Raises NoEngine, saying what to do."""
    name = chosen(way)
    setting = "VOICE_ENGINE" if way == CALL else "SMS_ENGINE"
    engine = engines().get(name)
    if engine is None or way not in engine.ways:
        known = ", ".join(
            n for n, each in sorted(engines().items()) if way in each.ways
        )
        raise NoEngine(f"{setting} names “{name}”; there are {known}.")
    if not engine.configured():
        raise NoEngine(f"{name} lacks its settings (docs/engines.md).")
    return engine
