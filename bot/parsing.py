"""Reading what follows the slash command. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.registry import Command

# The verb of the command that answers when no verb fits.
UNKNOWN = "(unknown)"

_NAMED = re.compile(r"(?:#|inc-?)([0-9]+)[:,.]?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_LEVEL = re.compile(r"(?:sev-?)?[0-9]", re.IGNORECASE)
# No id has more digits; further ones are cut, so that a number stays a number.
_DIGITS = 19
_MENTION = re.compile(r"<([@#])[A-Z0-9]+\|([^<>|]+)>")
_LINK = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True)
class Parsed:
    """`words` is what follows verb and id; `unknown` the verb that there is not.

    For an unknown verb, `command` is the one that suggests, with all the text.
    """

    command: Command
    incident_id: int | None = None
    words: str = ""
    unknown: str = ""


def parse(text: str, *, commands: Sequence[Command], inside: bool) -> Parsed:
    """Verb, incident and words. `inside`: typed in an incident's channel, where a
    lone number among words is text and not an incident's id. The id may also come
    before the verb.
    """
    verbs = {name: c for c in commands for name in (c.verb, *c.aliases)}
    text = text.strip()
    first, rest = _split(text)
    command = verbs.get(first.lower()) if first != UNKNOWN else None
    if command is not None:
        incident_id, words = _incident(command, rest, inside=inside)
        return Parsed(command, incident_id, words)
    return _id_first(first, rest, verbs) or Parsed(
        verbs[UNKNOWN], words=text, unknown=first
    )


def plain(words: str) -> str:
    """Words for where Slack shows no markup: mentions and links by their names."""
    named = _MENTION.sub(lambda m: m[1] + m[2], words)
    return _LINK.sub(lambda m: m[1], named)


def _id_first(first: str, rest: str, verbs: dict[str, Command]) -> Parsed | None:
    """`12` opens the menu of INC-12; `12 resolve fixed it` is a verb about it."""
    found = _NAMED.fullmatch(first) or _NUMBER.fullmatch(first)
    if not found:
        return None
    verb, words = _split(rest)
    command = verbs.get(verb.lower())
    if command is None or (verb and not command.needs_incident):
        return None
    return Parsed(command, _id(first), words)


def _incident(command: Command, rest: str, *, inside: bool) -> tuple[int | None, str]:
    first, words = _split(rest)
    if not command.needs_incident:
        return None, rest
    if _NAMED.fullmatch(first):
        return _id(first), words
    if _NUMBER.fullmatch(first) and _counts(command, words, inside=inside):
        return _id(first), words
    return None, rest


def _counts(command: Command, words: str, *, inside: bool) -> bool:
    """Whether a bare number before these words is an incident's id."""
    if not inside:
        return True
    if command.takes_level:
        return bool(_LEVEL.fullmatch(words))
    return not words


def _id(word: str) -> int:
    digits = "".join(c for c in word if c in "0123456789").lstrip("0")
    return int(digits[:_DIGITS] or "0")


def _split(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""
