"""What is filled into the form that declares, however often the form is shown anew."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.asks import Ask
from incidents.catalog import impact
from incidents.lifecycle.values import Declaration

# Room for a quoted message in what a form carries; Slack takes 3,000 characters.
QUOTE_ROOM = 1_800


@dataclass(frozen=True)
class Quote:
    """The message that somebody declares from. `ts` is Slack's time of it."""

    channel: str
    ts: str
    user: str
    text: str
    permalink: str


@dataclass(frozen=True)
class Filled:
    """`answers` are the ids of impact levels by those of their questions; `offered`
    the ids of the incidents that were offered as the same; `proposed` the severity
    that the answers speak for.
    """

    title: str = ""
    severity: str = ""
    service: str = ""
    summary: str = ""
    is_private: bool = False
    helping: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    proposed: str = ""
    offered: Sequence[int] = ()
    quote: Quote | None = None

    @property
    def declaration(self) -> Declaration:
        return Declaration(
            title=self.title,
            severity=self.severity,
            service=int(self.service) if self.service.isdecimal() else None,
            summary=self.summary,
            is_private=self.is_private,
        )

    def with_offered(self, offered: Sequence[int]) -> "Filled":
        return replace(self, offered=tuple(dict.fromkeys(offered)))

    @property
    def carried(self) -> dict[str, Any]:
        """What the form must bring back beside its inputs."""
        kept: dict[str, Any] = {}
        if self.helping:
            kept |= {"answers": dict(self.answers), "proposed": self.proposed}
        if self.offered:
            kept["offered"] = list(self.offered)
        if self.quote:
            kept["quote"] = asdict(self.quote)
        return kept


def filled(ask: Ask) -> Filled:
    """As the form stands when something in it is pressed or sent."""
    carried = ask.carried
    quote = carried.get("quote")
    return Filled(
        title=_text(ask, "title"),
        severity=_text(ask, "severity"),
        service=_text(ask, "service"),
        summary=_text(ask, "summary"),
        is_private=bool(ask.values.get("private")),
        helping="answers" in carried,
        answers=dict(carried.get("answers") or {}),
        proposed=str(carried.get("proposed") or ""),
        offered=tuple(carried.get("offered") or ()),
        quote=Quote(**quote) if quote else None,
    )


def propose(answers: Mapping[str, str]) -> str:
    """The severity that the answers speak for; empty when they speak for none."""
    return impact.answered([int(level) for level in answers.values()])


def new_among(alike: Collection[int], offered: Collection[int]) -> bool:
    """Whether something alike was not offered yet."""
    return not set(alike) <= set(offered)


def fitted(text: str) -> str:
    """As much of a quoted message as a form can carry."""
    while len(json.dumps(text)) > QUOTE_ROOM:
        text = text[: len(text) * 3 // 4]
    return text


def _text(ask: Ask, name: str) -> str:
    return str(ask.values.get(name) or "")
