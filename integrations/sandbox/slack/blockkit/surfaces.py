"""What may be shown where: blocks of a message, a modal, a Home tab."""

import json

from integrations.sandbox.slack.blockkit.blocks import BLOCKS, IN_MESSAGE, IN_VIEW
from integrations.sandbox.slack.blockkit.checks import (
    Check,
    Shape,
    boolean,
    items,
    one_of,
    problem,
    string,
    variants,
)
from integrations.sandbox.slack.blockkit.composition import plain
from integrations.sandbox.slack.errors import SlackError

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
"""250 KB. Source: docs.slack.dev, views.open, error view_too_large."""
MARKDOWN_TEXT = 12_000
"""Characters of all markdown blocks of one payload together.
Source: docs.slack.dev/reference/block-kit/blocks/markdown-block."""


def check_message_blocks(blocks: object) -> None:
    """Refuse blocks that Slack would refuse in a message. Raises SlackError."""
    problems: list[str] = []
    check = items(variants(BLOCKS, IN_MESSAGE), MESSAGE_BLOCKS, 0)
    check(blocks, "/blocks", problems)
    if not problems:
        _unique_ids(blocks, "/blocks", problems)
    if problems:
        # Real Slack repeats the messages, without the level, under "errors".
        raise SlackError(
            "invalid_blocks", messages=problems, extra={"errors": problems}
        )
    if _markdown_size(blocks) > MARKDOWN_TEXT:
        raise SlackError("msg_blocks_too_long")


def _markdown_size(blocks: object) -> int:
    if not isinstance(blocks, list):
        return 0
    return sum(len(block["text"]) for block in blocks if block["type"] == "markdown")


_BLOCKS = items(variants(BLOCKS, IN_VIEW), VIEW_BLOCKS, 0)
_COMMON: dict[str, Check] = {
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
    "external_id": string(255, 0),
}
_MODAL = Shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": _BLOCKS},
    {
        **_COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = Shape({"type": one_of("home"), "blocks": _BLOCKS}, _COMMON)
_VIEWS: dict[str, Check] = {"modal": _MODAL, "home": _HOME}


def check_view(view: object, *, kind: str) -> None:
    """Refuse a view that Slack would refuse. `kind` is modal or home."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    problems: list[str] = []
    variants(_VIEWS, {kind})(view, "/view", problems)
    if not problems and isinstance(view, dict):
        _unique_ids(view["blocks"], "/view/blocks", problems)
        if kind == "modal":
            _submit_for_inputs(view, problems)
    if problems:
        raise SlackError("invalid_arguments", messages=problems)


def _submit_for_inputs(view: dict[str, object], problems: list[str]) -> None:
    blocks = view["blocks"]
    inputs = isinstance(blocks, list) and any(b["type"] == "input" for b in blocks)
    if inputs and view.get("submit") is None:
        problem(problems, "missing required field: submit", "/view")


def _unique_ids(blocks: object, pointer: str, problems: list[str]) -> None:
    if not isinstance(blocks, list):
        return
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        problem(problems, f"`block_id` {repeated} already exists", pointer)
