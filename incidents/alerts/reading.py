"""From bodies as they came to cleaned signals, or why they could not be read."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from incidents.alerts import mapping, sources
from incidents.alerts.cleaning import cleaned, line
from incidents.alerts.values import Signal, Unreadable

log = logging.getLogger(__name__)
JSON = "json"
PROBLEM_LIMIT = 500
# What a source raises for a shape that it did not foresee.
FORESEEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class Received(Protocol):
    """An InboxRow, an Arrival, or a row as the drain reads it."""

    @property
    def source(self) -> str: ...
    @property
    def body(self) -> bytes | memoryview: ...
    @property
    def context(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """The signals of a body; `problem` says why there are none."""

    signals: tuple[Signal, ...] = ()
    problem: str = ""


def read(received: Received, now: datetime) -> Reading:
    """What a body that came at `now` says. Never raises for what a body holds."""
    try:
        found = tuple(_parsed(received, now))
        return Reading(tuple(cleaned(each, received_at=now) for each in found))
    except Unreadable as error:
        return Reading(problem=line(str(error), PROBLEM_LIMIT) or "It says nothing.")
    except FORESEEN as error:
        log.warning("A body from %s was not foreseen", received.source, exc_info=True)
        what = line(f"{type(error).__name__}: {error}", PROBLEM_LIMIT)
        return Reading(problem=f"Muster did not foresee its shape ({what}).")


def _parsed(received: Received, now: datetime) -> "list[Signal]":
    data = _data(bytes(received.body))
    body = sources.Body(data=data, context=received.context, received_at=now)
    if received.source == JSON:
        return list(mapping.read(str(received.context.get("mapping") or ""), body))
    source = sources.find(received.source)
    if source is None:
        raise Unreadable(f"There is no source “{received.source}”.")
    return list(source.parse(body))


def _data(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is no JSON: {error}.") from None
