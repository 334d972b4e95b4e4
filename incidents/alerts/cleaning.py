"""What tools send is made to fit, and never refused. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from msgspec.structs import replace

from incidents.alerts.models import KEY_LIMIT
from incidents.alerts.values import Link, Signal
from incidents.values import TITLE_LIMIT, Mistake, clean_line, clean_text

BODY_LIMIT = 10_000
WORD_LIMIT = 40
TAG_LIMIT, TAGS = 60, 20
LABEL_LIMIT, VALUE_LIMIT, LABELS = 120, 500, 60
LINK_LIMIT, URL_LIMIT, LINKS = 80, 2_000, 10
UNTITLED = "Alert without a title"


def cleaned(signal: Signal, *, received_at: datetime) -> Signal:
    """The signal with texts that fit, a dedup key, and no time ahead of ours.

    A tool's clock that runs ahead would make its later signals look old.
    """
    title = line(signal.title, TITLE_LIMIT) or UNTITLED
    labels = _labels(signal.labels)
    return replace(
        signal,
        title=title,
        body=text(signal.body, BODY_LIMIT),
        severity=line(signal.severity, WORD_LIMIT),
        dedup_key=key(signal.dedup_key) or derived_key(title, labels),
        group_key=key(signal.group_key),
        labels=labels,
        tags=tags(signal.tags),
        links=_links(signal.links),
        at=min(signal.at, received_at) if signal.at else None,
        by=line(signal.by, LABEL_LIMIT),
    )


def line(value: str, limit: int) -> str:
    """One line that fits, perhaps an empty one."""
    if value.isprintable():  # by far the most; the rest is slower to clean
        if len(value) <= limit and "  " not in value:
            return value.strip()
        shown = " ".join(value.split())
    else:
        try:
            shown = clean_line(value, field="text", limit=len(value))
        except Mistake:  # nothing is left of it
            return ""
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


# Labels say the same few things in alert after alert.
_known_line = lru_cache(10_000)(line)


def text(value: str, limit: int) -> str:
    """As `line`, but line breaks stay."""
    if value.replace("\n", "").isprintable():
        shown = value.strip()
        return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"
    try:
        shown = clean_text(value[: limit * 2], field="text", limit=len(value))
    except Mistake:
        return ""
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def key(value: str) -> str:
    """A key that fits its column; a longer one ends in its digest."""
    shown = line(value, len(value) + 1) if value else ""
    if len(shown) <= KEY_LIMIT:
        return shown
    digest = sha256(value.encode(errors="surrogatepass")).hexdigest()
    return f"{shown[: KEY_LIMIT - len(digest) - 1]}#{digest}"


def derived_key(title: str, labels: Mapping[str, str]) -> str:
    """For tools without keys: the same title and labels are the same problem."""
    parts = [title, *(f"{name}={labels[name]}" for name in sorted(labels))]
    return key(" ".join(parts)) if labels else title


def tags(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order."""
    shown = dict.fromkeys(line(value, TAG_LIMIT) for value in values)
    return tuple(tag for tag in shown if tag)[:TAGS]


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in labels.items():
        if len(found) == LABELS:
            break
        if shown := _known_line(name, LABEL_LIMIT):
            found[shown] = _known_line(value, VALUE_LIMIT)
    return found


def _links(links: Iterable[Link]) -> tuple[Link, ...]:
    found: list[Link] = []
    for link in links:
        url = link.url.strip()
        if len(found) < LINKS and url.isprintable() and _is_web(url):
            found.append(Link(text=line(link.text, LINK_LIMIT) or "Open", url=url))
    return tuple(found)


@lru_cache(2_000)
def _is_web(url: str) -> bool:
    """Whether it is an http(s) address with a host: no script, no relative path."""
    if len(url) > URL_LIMIT or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
