"""Frozen facts that every layer may speak of."""

import unicodedata

from django.db import models


class Status(models.TextChoices):
    """An incident's life (design, section 5)."""

    TRIAGE = "triage", "Triage"
    INVESTIGATING = "investigating", "Investigating"
    FIXING = "fixing", "Fixing"
    MONITORING = "monitoring", "Monitoring"
    RESOLVED = "resolved", "Resolved"
    POST_INCIDENT = "post_incident", "Post-incident"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"
    MERGED = "merged", "Merged"

    @property
    def is_open(self) -> bool:
        return self in OPEN


OPEN = (
    Status.TRIAGE,
    Status.INVESTIGATING,
    Status.FIXING,
    Status.MONITORING,
)


class Severity(models.TextChoices):
    """How bad it is. The empty string stands for "not set yet"."""

    SEV1 = "SEV1", "SEV1 · critical"
    SEV2 = "SEV2", "SEV2 · major"
    SEV3 = "SEV3", "SEV3 · minor"
    SEV4 = "SEV4", "SEV4 · low"

    @property
    def rank(self) -> int:
        """1 for SEV1 to 4 for SEV4."""
        return int(self.value[-1])


def severity_label(value: str) -> str:
    """How a severity is shown; an unset one is said to be so."""
    return Severity(value).label if value else "Severity not set"


class Mistake(Exception):
    """What a person asked for cannot be done; names the field and the rule.

    `field` is the name of the input it is about, or empty.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


TITLE_LIMIT = 200
TEXT_LIMIT = 3_000


def clean_line(value: str, *, field: str, limit: int) -> str:
    """One line of text without control or direction-changing characters.

    Raises Mistake when it is empty or longer than `limit` characters.
    """
    shown = "".join(" " if _breaks(c) else c for c in value if not _hidden(c))
    line = " ".join(shown.split())
    return _measured(line, field=field, limit=limit)


def clean_text(value: str, *, field: str, limit: int = TEXT_LIMIT) -> str:
    """As clean_line, but line breaks stay."""
    shown = "".join(c for c in value if c == "\n" or not _hidden(c))
    return _measured(shown.strip(), field=field, limit=limit)


def _measured(text: str, *, field: str, limit: int) -> str:
    name = field.capitalize()
    if not text:
        raise Mistake(f"{name} is empty: write at least one character.", field=field)
    if len(text) > limit:
        raise Mistake(
            f"{name} has {len(text):,} characters; at most {limit:,} fit.", field=field
        )
    return text


def _breaks(char: str) -> bool:
    return char in "\n\r\t\v\f\x85\u2028\u2029"


def _hidden(char: str) -> bool:
    """Control characters, and the marks that reorder text around them.

    Zero-width joiners stay: emoji and several scripts need them.
    """
    if _breaks(char):
        return False
    if unicodedata.category(char) in ("Cc", "Cs"):
        return True
    return char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
