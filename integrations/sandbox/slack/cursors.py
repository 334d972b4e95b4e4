"""Paging with `limit` and `cursor`."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json

Row = TypeVar("Row")


def page(
    rows: Sequence[Row], args: Json, *, default: int, most: int
) -> tuple[list[Row], Json]:
    """One page of rows, and its `response_metadata`."""
    limit = args.get("limit") or default
    if limit < 0 or limit > most:
        raise SlackError("invalid_limit")
    start = _decode(args.get("cursor") or "")
    if start > len(rows):
        raise SlackError("invalid_cursor")
    end = start + limit
    following = _encode(end) if end < len(rows) else ""
    return list(rows[start:end]), {"next_cursor": following}


def _encode(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        return int(text.removeprefix("next:"))
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
