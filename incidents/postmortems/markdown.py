"""What people wrote in Slack, as Markdown that shows it and does nothing else. Pure.

Source: spec.commonmark.org (0.31), "Backslash escapes" and "Autolinks"; the tables are
those of GitHub's dialect, where a bar ends a cell.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
# What may not stand in an autolink, or would end a cell.
_UNSAFE = {c: f"%{ord(c):02X}" for c in ' <>|"`\\^{}'}
_SLACK = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|(?P<handle>[^<>|]*))?>"
    r"|<#[CG][A-Z0-9]+(?:\|(?P<channel>[^<>|]*))?>"
    r"|<(?P<link>https?://[^\s<>|]+)(?:\|(?P<label>[^<>|]*))?>"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]}*_~`])"
    r"|<!(?P<all>channel|here|everyone)(?:\|[^<>]*)?>"
)


def inline(text: str) -> str:
    """On one line: links work, mentions show their label, all else is text."""
    return " / ".join(map(_line, _lines(text)))


def block(text: str) -> str:
    """As `inline`, and each line stays a line."""
    return "  \n".join(map(_line, _lines(text)))


def link(label: str, url: str) -> str:
    """A link, if the address is one of the web; else the label alone."""
    if not url.startswith(("https://", "http://")):
        return escape(label)
    return f"[{escape(label)}](<{_safe(url)}>)"


def escape(text: str) -> str:
    """A name, on one line: no emphasis, link, markup or end of a cell."""
    return _calm(" ".join(text.split()))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def moment(at: datetime | None) -> str:
    """`2026-03-12 14:05`, in UTC; a dash where there is no time."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else "–"


def day(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else "–"


def span(length: timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = max(0, int(length.total_seconds())) // 60
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join([f"{count} {unit}" for count, unit in parts if count][:2])


def _calm(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _lines(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def _line(text: str) -> str:
    parts, at = [], 0
    for match in _SLACK.finditer(text):
        parts += [_calm(text[at : match.start()]), _live(match)]
        at = match.end()
    return "".join([*parts, _calm(text[at:])])


def _live(match: re.Match[str]) -> str:
    if user := match["user"]:
        return escape(f"@{match['handle'] or user}")
    if url := match["url"]:
        return f"<{_safe(url)}>"
    if url := match["link"]:
        return link(match["label"], url) if match["label"] else f"<{_safe(url)}>"
    if everyone := match["all"]:
        return f"@{everyone}"
    return escape("#" + (match["channel"] or "channel"))


def _safe(url: str) -> str:
    return "".join(_UNSAFE.get(c, c) for c in url)
