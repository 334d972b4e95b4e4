"""Slack's marked-up text as plain text, and times in words. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

_USER = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|([^<>|]*))?>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]{1,30}\|([^<>|]*)>")
_LINK = re.compile(r"<(https?://[^\s<>|]+)(?:\|([^<>]*))?>")


def mentioned(text: str) -> set[str]:
    """The Slack ids of the people whom a text names."""
    return {found[1] for found in _USER.finditer(text)}


def plain(text: str, names: Mapping[str, str]) -> str:
    """`names` are people's names by Slack id; channels and links keep theirs."""
    text = _USER.sub(lambda m: f"@{names.get(m[1]) or m[2] or 'somebody'}", text)
    text = _CHANNEL.sub(lambda m: f"#{m[1]}", text)
    return _LINK.sub(_link, text)


def _link(found: re.Match[str]) -> str:
    url, label = found[1], found[2]
    return f"{label} ({url})" if label and label != url else url


def clock(at: datetime, zone: ZoneInfo) -> str:
    """`14:05 on 12 March 2026 (Europe/London)`."""
    local = at.astimezone(zone)
    return f"{local:%H:%M} on {local:%-d %B %Y} ({zone.key})"
