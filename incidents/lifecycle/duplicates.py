"""Whether what somebody declares is open already."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident

SHOWN = 3
# How much of the shorter title has to be in the other one: of any service, or of the
# service that is declared too.
ALIKE = 0.6
ALIKE_HERE = 0.3
# How much of a word may be mistyped.
SAME_WORD = 0.8

_WORD = re.compile(r"\w+")
_EMPTY = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "since",
        "that",
        "the",
        "this",
        "to",
        "was",
        "we",
        "with",
    ]
)


def near_duplicates(*, declaration: Declaration, by: Person | None) -> list[Incident]:
    """What is open, visible to `by`, and may be the same; the likest first."""
    scored = [
        (likeness(declaration.title, incident.title), incident)
        for incident in queries.open_incidents(by=by)
    ]
    alike = [
        (score, incident)
        for score, incident in scored
        if score >= _needed(declaration, incident)
    ]
    alike.sort(key=lambda each: (-each[0], -each[1].pk))
    return [incident for _, incident in alike[:SHOWN]]


def _needed(declaration: Declaration, incident: Incident) -> float:
    here = declaration.service and declaration.service == incident.service_id
    return ALIKE_HERE if here else ALIKE


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how much of the shorter title's words the other one has. Pure.

    Small words do not count, and a word may be mistyped.
    """
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if not shorter:
        return 0.0
    return sum(_in(word, longer) for word in shorter) / len(shorter)


def _words(title: str) -> list[str]:
    found = dict.fromkeys(_WORD.findall(title.lower()))
    return [word for word in found if word not in _EMPTY]


def _in(word: str, words: Sequence[str]) -> bool:
    return word in words or any(_same(word, other) for other in words)


# Hundreds of incidents may be open, and Slack waits 3 s: most pairs of words come
# again, and most are told apart without being laid beside each other.
@lru_cache(maxsize=50_000)
def _same(word: str, other: str) -> bool:
    """Whether one may be the other, mistyped. What they share can be no more than the
    letters of each that the other has too.
    """
    if len(word) < 4 or len(other) < 4:
        return False
    least = SAME_WORD * (len(word) + len(other)) / 2
    if min(len(word), len(other)) < least:
        return False
    if len(word) - len(set(word).difference(other)) < least:
        return False
    if len(other) - len(set(other).difference(word)) < least:
        return False
    return SequenceMatcher(None, word, other).ratio() >= SAME_WORD
