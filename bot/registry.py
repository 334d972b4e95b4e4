"""Finds commands, modals, buttons and effects: one file each, listed nowhere."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any, Protocol, TypeVar

from slack_sdk.web import SlackResponse

from bot.answers import Answer, Block
from bot.asks import Ask
from bot.sending import Sending
from incidents.channels.models import Workspace
from incidents.people.models import Person
from incidents.record.models import Incident

T = TypeVar("T")
Run = Callable[[Ask], Answer]
Receipt = Callable[[], None]
Option = dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A verb of the slash command. `usage` follows the command's name in help.

    `verb` is empty for the command alone. `takes_level`: a lone number behind the
    verb is its argument, not an incident's id (`/incident sev 1`). Help lists the
    lowest `rank` first; each ten is a group there (`bot/commands/help.py`).
    `reads`: it changes nothing and only says something, so that it needs no receipt;
    a copy of the request is answered anew.
    """

    verb: str
    usage: str
    help: str
    run: Run
    aliases: tuple[str, ...] = ()
    needs_incident: bool = False
    takes_level: bool = False
    reads: bool = False
    rank: int = 90


@dataclass(frozen=True)
class Modal:
    """What the submission of a modal does. Its `view()` stands beside it."""

    callback_id: str
    submit: Run
    needs_incident: bool = False


@dataclass(frozen=True)
class Action:
    """A button or menu. Its value starts with the incident's id: `12` or `12:x`; that
    of an `is_input`, which a form asks about at once, is the form's own.
    """

    action_id: str
    run: Run
    needs_incident: bool = False
    is_input: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global shortcut, in Slack's search and behind the + of every composer.

    Slack cuts `name` at 24 characters and `description` at 150.
    """

    callback_id: str
    name: str
    description: str
    run: Run


@dataclass(frozen=True)
class MessageAction:
    """An entry of every message's menu; its Ask has the message as `quoted`."""

    callback_id: str
    name: str
    description: str
    run: Run


@dataclass(frozen=True)
class Options:
    """What an external menu offers for what was typed, at most 100 options.

    Slack waits for it, so `find` asks the database alone. Members alone are offered
    anything.
    """

    action_id: str
    find: Callable[[Ask, str], Sequence[Option]]


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
    """An event of Slack's Events API; each runs once, though Slack repeats them.

    What a guest or somebody of another company did is left out, unless it tells
    of Slack: how a channel, a group or a user is now, whoever changed it.
    """

    name: str
    handle: Callable[[dict[str, Any]], None]
    tells_of_slack: bool = False


@dataclass(frozen=True)
class CardPart:
    """A part of an incident's card; the lowest `rank` stands first.

    `load` reads what it shows beyond the incident; `blocks` is pure. A part that
    loads is left out where nothing was loaded.
    """

    rank: int
    blocks: Callable[[Incident, Any], Iterable[Block]]
    load: Callable[[Incident], Any] | None = None


@dataclass(frozen=True)
class HomePart:
    """A part of the App Home; the lowest `rank` stands first. `blocks` is pure.

    `load` reads, for one person at a time, what `blocks` shows.
    """

    rank: int
    load: Callable[[Person, datetime], Any]
    blocks: Callable[[Any, datetime], Iterable[Block]]


class Talk(Protocol):
    """Calls a method of Slack's Web API. Raises ProviderError."""

    def __call__(self, method: str, **arguments: Any) -> SlackResponse: ...


@dataclass(frozen=True)
class Page:
    """A page read from Slack. `save` keeps it and answers how many rows that is.

    `cursor` leads to the next page; the last one has none. `note` says what was left
    out, for people to read.
    """

    save: Callable[[], int]
    cursor: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sync:
    """Something that is read from Slack, page by page.

    `finish` follows the last page, for what Slack has not listed since the run began
    (UTC); it answers what a person should know. `title` names the schedule. `pace` is
    how many seconds lie between two pages once Slack asked for a pause.
    """

    name: str
    label: str
    title: str
    page: Callable[[Talk, Workspace, str], Page]
    rank: int = 50
    finish: Callable[[Workspace, datetime], str] | None = None
    pace: float = 3.0


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
def modal(callback_id: str) -> Modal | None:
    """The modal with this id, if it is one of ours."""
    return next((m for m in modals() if m.callback_id == callback_id), None)


@cache
def actions() -> tuple[Action, ...]:
    return tuple(_found("bot.actions", "ACTION", Action))


@cache
def action(action_id: str) -> Action | None:
    """The button or menu with this id, if it is one of ours."""
    return next((a for a in actions() if a.action_id == action_id), None)


@cache
def events() -> tuple[Event, ...]:
    return tuple(_found("bot.events", "EVENT", Event))


@cache
def shortcuts() -> tuple[Shortcut, ...]:
    return tuple(_found("bot.shortcuts", "SHORTCUT", Shortcut))


@cache
def message_actions() -> tuple[MessageAction, ...]:
    return tuple(_found("bot.shortcuts", "MESSAGE_ACTION", MessageAction))


@cache
def shortcut(callback_id: str) -> Shortcut | MessageAction | None:
    """The shortcut or message action with this id, if it is one of ours."""
    known: tuple[Shortcut | MessageAction, ...] = (*shortcuts(), *message_actions())
    return next((s for s in known if s.callback_id == callback_id), None)


@cache
def options(action_id: str) -> Options | None:
    """What fills the external menu with this id, if it is one of ours."""
    known = _found("bot.options", "OPTIONS", Options)
    return next((o for o in known if o.action_id == action_id), None)


@cache
def card_parts() -> tuple[CardPart, ...]:
    """The parts of a card, by rank."""
    found = _found("bot.card", "PART", CardPart)
    return tuple(sorted(found, key=lambda part: part.rank))


@cache
def home_parts() -> tuple[HomePart, ...]:
    """The parts of the App Home, by rank."""
    found = _found("bot.home", "PART", HomePart)
    return tuple(sorted(found, key=lambda part: part.rank))


@cache
def syncs() -> dict[str, Sync]:
    """What is read from Slack, by name, in the order in which it is read first."""
    found = sorted(_found("bot.sync", "SYNC", Sync), key=lambda sync: sync.rank)
    return {sync.name: sync for sync in found}


@cache
def effects() -> dict[str, EffectHandler]:
    """Effect handlers by kind."""
    found = _found("bot.effects", "EFFECT", EffectHandler)
    return {handler.kind: handler for handler in found}
