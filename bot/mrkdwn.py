"""Text for Slack's mrkdwn, made of what people wrote. Pure.

Slack's rules: &, < and > are escaped; links and mentions stand in angle brackets.
Source: docs.slack.dev/messaging/formatting-message-text
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

ELLIPSIS = "…"
TEXT = 3_000

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A ping of everybody (<!channel>, <!subteam^...>) is not among what people may write.
_LIVE = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]{1,30})(?:\|[^<>|]*)?>"
    r"|<#(?P<channel>[CG][A-Z0-9]{1,30})(?:\|[^<>|]*)?>"
    r"|<(?P<link>https?://[^\s<>|]+)(?:\|[^<>|]*)?>"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]}*_~`])"
)
# Three back-quotes open a block of code that runs over the following lines.
_FENCE = re.compile(r"`{3,}")
_ZERO_WIDTH_SPACE = "\u200b"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut off leaves an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def escape(text: str, limit: int = TEXT) -> str:
    """Shown as it was written: no mention, no link, no block of code."""
    calm = _FENCE.sub(lambda m: _ZERO_WIDTH_SPACE.join(m.group()), text)
    return _fitted((_ESCAPES.get(c, c) for c in calm), limit)


def inline(text: str, limit: int = TEXT) -> str:
    """A title or a name within a line, escaped; right-to-left text stays together."""
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"\u2068{escape(text, limit - 2)}\u2069"
    return escape(text, limit)


def prose(text: str, limit: int = TEXT) -> str:
    """What somebody tells: links work, and people and channels can be named."""
    return _fitted(_pieces(text), limit)


def chunks(text: str, *, size: int = TEXT, most: int = 3) -> list[str]:
    """As prose, in up to `most` parts of at most `size` characters."""
    parts = [""]
    for piece in _pieces(text):
        if len(parts[-1]) + len(piece) > size - 1:
            if len(parts) == most:
                parts[-1] += ELLIPSIS
                break
            parts.append("")
        parts[-1] += piece
    return parts


def moment(at: datetime) -> str:
    """A time, shown to each reader in their own zone."""
    at = at.astimezone(UTC)
    fallback = f"{at:%-d %b %Y %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def since(at: datetime, now: datetime) -> str:
    """How long ago, kept current by Slack itself."""
    return f"<!date^{int(at.timestamp())}^{{ago}}|{span(now - at)} ago>"


def span(length: timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = max(0, int(length.total_seconds())) // 60
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    shown = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(shown[:2])


def _pieces(text: str) -> Iterator[str]:
    """What must not be cut: an escaped character, a mention, a link."""
    at = 0
    for match in _LIVE.finditer(text):
        yield from (_ESCAPES.get(c, c) for c in text[at : match.start()])
        at = match.end()
        yield from _live(match)
    yield from (_ESCAPES.get(c, c) for c in text[at:])


def _live(match: re.Match[str]) -> Iterator[str]:
    if user := match["user"]:
        yield f"<@{user}>"
    elif channel := match["channel"]:
        yield f"<#{channel}>"
    else:
        url = match["link"] or match["url"]
        whole = f"<{url.replace('&', '&amp;')}>"
        if len(whole) < TEXT // 2:
            yield whole
        else:
            yield from (_ESCAPES.get(c, c) for c in match.group())


def _fitted(pieces: Iterator[str], limit: int) -> str:
    fitted: list[str] = []
    room = limit
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            return _shortened(fitted, limit)
        fitted.append(piece)
    return "".join(fitted)


def _shortened(pieces: list[str], limit: int) -> str:
    size = sum(map(len, pieces))
    while pieces and size > limit - len(ELLIPSIS):
        size -= len(pieces.pop())
    return "".join(pieces).rstrip() + ELLIPSIS
