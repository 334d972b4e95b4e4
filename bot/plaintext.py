"""A Slack message as plain text, with people and channels by their names. Pure.

Source: docs.slack.dev/messaging/formatting-message-text, and the message object.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from incidents.channels.names import Names

Json = Mapping[str, Any]

_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
FILES_NAMED = 10


def ids_in(message: Json) -> set[str]:
    """Slack's ids of whoever and whatever it names, as far as names are to be found."""
    found: set[str] = set()
    for text in _texts(message):
        for mark in _MARK.finditer(text):
            found.add(mark[2].removeprefix("subteam^"))
    return found


def readable(message: Json, names: Names) -> str:
    """What a person reads in it; never empty. Files are named, not fetched."""
    told = [plain(text, names).strip() for text in _texts(message)]
    told += [_file(each) for each in (message.get("files") or [])[:FILES_NAMED]]
    return "\n".join(text for text in told if text) or "(a message without text)"


def plain(text: str, names: Names) -> str:
    """Slack's mrkdwn without its angle brackets and escapes; `*` and `_` stay."""
    shown = _MARK.sub(lambda mark: _named(mark, names), text)
    for name, char in _ESCAPES:
        shown = shown.replace(name, char)
    return shown


def _named(mark: re.Match[str], names: Names) -> str:
    sign, what, label = mark[1], mark[2], mark[3] or ""
    if sign == "@":
        return f"@{names.people.get(what) or label or what}"
    if sign == "#":
        return f"#{names.channels.get(what) or label or 'a private channel'}"
    if sign == "!":
        return _special(what, label, names)
    address = what.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in what else address


def _special(what: str, label: str, names: Names) -> str:
    if what.startswith("subteam^"):
        group = names.groups.get(what.removeprefix("subteam^")) or label.lstrip("@")
        return f"@{group or 'a user group'}"
    if what.startswith("date^"):
        return label
    return f"@{what}"


def _texts(message: Json) -> Iterator[str]:
    """Its own text, or that of its blocks without one, and that of attachments."""
    text = str(message.get("text") or "")
    if text:
        yield text
    else:
        yield from _spoken(message.get("blocks"))
    for attachment in message.get("attachments") or []:
        parts = [attachment.get(name) for name in ("pretext", "title", "text")]
        told = "\n".join(str(part) for part in parts if part)
        yield told or str(attachment.get("fallback") or "")


def _spoken(part: Any) -> Iterator[str]:
    """Every text in blocks, in order."""
    if isinstance(part, list):
        for each in part:
            yield from _spoken(each)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        else:
            for each in part.values():
                yield from _spoken(each)


def _file(file: Json) -> str:
    name = file.get("title") or file.get("name") or "unnamed"
    kind = "Image" if str(file.get("mimetype", "")).startswith("image/") else "File"
    return f"[{kind}: {name}]"
