"""What a command, modal or button answers. Carried out by `bot.dispatch` alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """What a posted message shows; `text` is the fallback of notifications."""

    text: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Say:
    """Text (mrkdwn) for the person alone, with blocks where that reads better.

    After a command or button it is an ephemeral message; after a modal's submission,
    and at App Home, a small modal with the text. `replaces`: it takes the place of the
    ephemeral message whose button was pressed.
    """

    text: str
    blocks: Sequence[Block] = ()
    title: str = "Muster"
    replaces: bool = False


@dataclass(frozen=True)
class Open:
    """Open a modal; from within a modal it comes on top, after a submission it
    takes that modal's place.
    """

    view: View


@dataclass(frozen=True)
class Refresh:
    """Show the modal that was acted in anew, with this view; what was typed stays."""

    view: View


@dataclass(frozen=True)
class Errors:
    """A modal stays open with these texts beside its inputs, by block id."""

    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """Nothing to say: what changed shows it."""


Answer = Say | Open | Refresh | Errors | Done

_KINDS: dict[str, type[Answer]] = {
    "say": Say,
    "open": Open,
    "refresh": Refresh,
    "errors": Errors,
    "done": Done,
}


def dump(answer: Answer) -> dict[str, Any]:
    """As JSON, to be kept with the request's receipt."""
    kind = next(k for k, cls in _KINDS.items() if isinstance(answer, cls))
    return {"kind": kind, **asdict(answer)}


def load(stored: Mapping[str, Any]) -> Answer:
    fields = dict(stored)
    answer: Answer = _KINDS[fields.pop("kind", "done")](**fields)
    return answer
