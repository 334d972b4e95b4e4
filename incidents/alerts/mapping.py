"""Any JSON as signals, by the expressions that an admin wrote: /hooks/json/<slug>."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NoReturn

from incidents.alerts import expressions, fields
from incidents.alerts.expressions import BadExpression, Unfit
from incidents.alerts.models import JsonMapping
from incidents.alerts.sources import Body
from incidents.alerts.values import Action, Signal, Unreadable
from incidents.values import Mistake

# The fields that hold expressions, as the form names them.
EXPRESSIONS = (
    "each",
    "title",
    "body",
    "severity",
    "dedup_key",
    "group_key",
    "action",
    "labels",
    "tags",
    "link",
    "at",
)
MOST_ALERTS = 1_000
# What an action means where a mapping says nothing else of it.
RESOLVES = ("resolve", "resolved")
ACKNOWLEDGES = ("acknowledge", "acknowledged")


def read(slug: str, body: Body) -> Sequence[Signal]:
    """The signals of a body that came to this mapping. Raises Unreadable."""
    if not slug:
        raise Unreadable("Name the JSON mapping in the address: /hooks/json/<mapping>.")
    found = JsonMapping.objects.filter(slug=slug).first()
    if found is None:
        raise Unreadable(
            f"There is no JSON mapping “{slug}”: make it in the back-office, then "
            "replay this body."
        )
    return signals(found, body.data, body.received_at)


def signals(mapping: JsonMapping, data: Any, received_at: datetime) -> list[Signal]:
    """What the expressions make of the data. Pure.

    Raises Unreadable, which names the expression, and the alert it failed for.
    """
    rows = _rows(mapping, data)
    return [
        _Reader(mapping, row, f" in alert {place}" if mapping.each else "").signal()
        for place, row in enumerate(rows, start=1)
    ]


def check(mapping: JsonMapping) -> None:
    """Raises Mistake for an expression that cannot be evaluated at all."""
    for name in EXPRESSIONS:
        expression = getattr(mapping, name)
        if not expression:
            continue
        try:
            expressions.check(expression)
        except BadExpression as error:
            raise Mistake(
                f"{label_of(name)}: this is no JMESPath expression: {error}.",
                field=name,
            ) from None


def label_of(name: str) -> str:
    """How the form calls a field."""
    return name.replace("_", " ").capitalize()


def _rows(mapping: JsonMapping, data: Any) -> list[Any]:
    if not mapping.each:
        return [data]
    found = _found(mapping, "each", data, "")
    if not isinstance(found, list):
        raise Unreadable(
            f"Each: `{mapping.each}` finds {fields.kind(found)}; a list of alerts was "
            "expected."
        )
    if len(found) > MOST_ALERTS:
        raise Unreadable(
            f"Each: `{mapping.each}` finds {len(found):,} alerts; at most "
            f"{MOST_ALERTS:,} are taken from one body."
        )
    return found


def _found(mapping: JsonMapping, name: str, data: Any, where: str) -> Any:
    expression = getattr(mapping, name)
    if not expression:
        return None
    try:
        return expressions.find(expression, data)
    except (BadExpression, Unfit) as error:
        raise Unreadable(
            f"{label_of(name)}: `{expression}` fails{where}: {error}."
        ) from None


class _Reader:
    """One alert of a body."""

    def __init__(self, mapping: JsonMapping, row: Any, where: str) -> None:
        self._mapping = mapping
        self._row = row
        self._where = where

    def signal(self) -> Signal:
        title = self._text("title")
        if not title:
            raise Unreadable(
                f"Title: `{self._mapping.title}` finds nothing{self._where}; every "
                "alert needs a title."
            )
        link = self._text("link")
        return Signal(
            title=title,
            action=self._action(),
            dedup_key=self._text("dedup_key"),
            group_key=self._text("group_key"),
            body=self._text("body"),
            severity=self._text("severity"),
            labels=dict(self._labels()),
            tags=tuple(self._tags()),
            links=fields.links((self._mapping.name, link)),
            at=fields.moment(self._any("at")),
        )

    def _any(self, name: str) -> Any:
        return _found(self._mapping, name, self._row, self._where)

    def _text(self, name: str) -> str:
        return self._plain(name, self._any(name))

    def _plain(self, name: str, found: Any) -> str:
        try:
            return fields.plain(found, name)
        except Unreadable:
            self._wrong(name, found, "a text")

    def _wrong(self, name: str, found: Any, wanted: str) -> NoReturn:
        raise Unreadable(
            f"{label_of(name)}: `{getattr(self._mapping, name)}` finds "
            f"{fields.kind(found)}{self._where}; {wanted} was expected."
        ) from None

    def _action(self) -> Action:
        found = self._text("action").casefold()
        if found in _words(self._mapping.resolves, RESOLVES):
            return Action.RESOLVE
        if found in _words(self._mapping.acknowledges, ACKNOWLEDGES):
            return Action.ACKNOWLEDGE
        return Action.TRIGGER

    def _labels(self) -> Iterator[tuple[str, str]]:
        found = self._any("labels")
        if found is None:
            return
        if not isinstance(found, dict):
            self._wrong("labels", found, "an object")
        for name, value in found.items():
            shown = _shown(value)
            if shown:
                yield str(name), shown

    def _tags(self) -> Iterator[str]:
        found = self._any("tags")
        values = found if isinstance(found, list) else [found]
        for value in values:
            yield from filter(None, (w.strip() for w in self._words_of(value)))

    def _words_of(self, value: Any) -> list[str]:
        return self._plain("tags", value).split(",")


def _words(listed: Sequence[str], otherwise: Sequence[str]) -> set[str]:
    return {word.strip().casefold() for word in listed or otherwise}


def _shown(value: Any) -> str:
    """A label's value; lists and objects become JSON, which reads and matches too."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return fields.plain(value, "label")
