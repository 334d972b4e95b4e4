"""Finds commands, modals, buttons and effects: one file each, listed nowhere."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, TypeVar

from bot.answers import Answer
from bot.asks import Ask
from bot.sending import Sending

T = TypeVar("T")
Run = Callable[[Ask], Answer]
Receipt = Callable[[], None]


@dataclass(frozen=True)
class Command:
    """A verb of the slash command. `usage` follows the command's name in help.

    `verb` is empty for the command alone. `takes_level`: a lone number behind the
    verb is its argument, not an incident's id (`/incident sev 1`). Help lists the
    lowest `rank` first.
    """

    verb: str
    usage: str
    help: str
    run: Run
    aliases: tuple[str, ...] = ()
    needs_incident: bool = False
    takes_level: bool = False
    rank: int = 50


@dataclass(frozen=True)
class Modal:
    """What the submission of a modal does. Its `view()` stands beside it."""

    callback_id: str
    submit: Run
    needs_incident: bool = False


@dataclass(frozen=True)
class Action:
    """A button or menu. Its value starts with the incident's id: `12` or `12:x`."""

    action_id: str
    run: Run
    needs_incident: bool = False


@dataclass(frozen=True)
class EffectHandler:
    """Carries an effect out; answers what to write when its receipt commits.

    `version` is the newest version of the effect's arguments that it knows.
    """

    kind: str
    send: Callable[[Sending], Receipt]
    version: int = 1


@dataclass(frozen=True)
class Event:
    """An event of Slack's Events API. Slack repeats events: `handle` may run twice."""

    name: str
    handle: Callable[[dict[str, Any]], None]


def _modules(package: str) -> list[ModuleType]:
    root = importlib.import_module(package)
    names = sorted(m.name for m in pkgutil.iter_modules(root.__path__))
    return [importlib.import_module(f"{package}.{name}") for name in names]


def _found(package: str, attribute: str, cls: type[T]) -> list[T]:
    found = (getattr(module, attribute, None) for module in _modules(package))
    return [entry for entry in found if isinstance(entry, cls)]


@cache
def commands() -> tuple[Command, ...]:
    """Every verb, by rank, then in the order of their files' names."""
    found = _found("bot.commands", "COMMAND", Command)
    return tuple(sorted(found, key=lambda command: command.rank))


@cache
def modals() -> tuple[Modal, ...]:
    return tuple(_found("bot.modals", "MODAL", Modal))


@cache
def actions() -> tuple[Action, ...]:
    return tuple(_found("bot.actions", "ACTION", Action))


@cache
def events() -> tuple[Event, ...]:
    return tuple(_found("bot.events", "EVENT", Event))


@cache
def effects() -> dict[str, EffectHandler]:
    """Effect handlers by kind."""
    found = _found("bot.effects", "EFFECT", EffectHandler)
    return {handler.kind: handler for handler in found}
