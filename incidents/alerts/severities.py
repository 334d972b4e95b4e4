"""What the tools' many words for bad come down to."""

from functools import lru_cache

from incidents.values import Severity

# A tool's "critical" is no SEV1 by itself: that is for a rule or a person to say.
WORDS: dict[Severity, frozenset[str]] = {
    Severity.SEV1: frozenset({"sev1", "p1", "disaster", "emergency", "fatal"}),
    Severity.SEV2: frozenset(
        {"sev2", "p2", "critical", "crit", "high", "major", "alert", "alarm", "page"}
    ),
    Severity.SEV3: frozenset(
        {"sev3", "p3", "error", "err", "average", "medium", "moderate", "minor"}
    ),
    Severity.SEV4: frozenset(
        {"sev4", "p4", "p5", "warning", "warn", "low", "info", "informational"}
    ),
}
_KNOWN = {word: severity for severity, words in WORDS.items() for word in words}


@lru_cache(1_000)  # tools use a handful; what they send is no limit
def severity_of_word(word: str) -> str:
    """SEV1 to SEV4, or empty for a word that says nothing known."""
    return str(_KNOWN.get(word.strip().lower().replace(" ", "").replace("-", ""), ""))
