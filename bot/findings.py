"""What a check found, for the doctor."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """Whether something is as it should be."""

    GOOD = "ok"
    UNKNOWN = "?"
    BAD = "BAD"


@dataclass(frozen=True)
class Finding:
    """`mend` is what to do about it; empty when it is good."""

    verdict: Verdict
    text: str
    mend: str = ""


def good(text: str) -> Finding:
    return Finding(Verdict.GOOD, text)


def bad(text: str, mend: str) -> Finding:
    return Finding(Verdict.BAD, text, mend)


def unknown(text: str, mend: str) -> Finding:
    """It could not be looked at; `mend` is what would let it be."""
    return Finding(Verdict.UNKNOWN, text, mend)
