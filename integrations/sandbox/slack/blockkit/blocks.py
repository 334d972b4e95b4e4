"""Blocks, each with the limits of its page.

Source: docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Mapping

from integrations.sandbox.slack.blockkit.checks import (
    Check,
    Shape,
    anything,
    boolean,
    items,
    one_of,
    problem,
    string,
    variants,
)
from integrations.sandbox.slack.blockkit.composition import TEXT_LIMIT, plain, text
from integrations.sandbox.slack.blockkit.elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_SECTION,
)

BLOCK_ID = string(255)


def _block(
    kind: str,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *rules: Check,
) -> Check:
    return Shape(
        {"type": one_of(kind), **(required or {})},
        {"block_id": BLOCK_ID, **(optional or {})},
        rules,
    )


def _text_or_fields(value: object, pointer: str, problems: list[str]) -> None:
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    if "text" not in value and "fields" not in value:
        problem(problems, "must define at least one of: text, fields", pointer)


def _one_source(value: object, pointer: str, problems: list[str]) -> None:
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    if ("image_url" in value) == ("slack_file" in value):
        words = "must define exactly one of: image_url, slack_file"
        problem(problems, words, pointer)


def _distinct_actions(value: object, pointer: str, problems: list[str]) -> None:
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    ids = [e["action_id"] for e in value["elements"] if e.get("action_id")]
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        words = f"`action_id` {repeated} already exists"
        problem(problems, words, f"{pointer}/elements")


_CONTEXT_ITEM = variants(
    {
        "plain_text": text(TEXT_LIMIT),
        "mrkdwn": text(TEXT_LIMIT),
        "image": ELEMENTS["image"],
    },
    IN_CONTEXT | {"plain_text", "mrkdwn"},
)

BLOCKS: dict[str, Check] = {
    "section": _block(
        "section",
        {},
        {
            "text": text(TEXT_LIMIT),
            "fields": items(text(2000), 10),
            "accessory": variants(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "header": _block("header", {"text": plain(150)}),
    "context": _block("context", {"elements": items(_CONTEXT_ITEM, 10)}),
    "actions": _block(
        "actions",
        {"elements": items(variants(ELEMENTS, IN_ACTIONS), 25)},
        {},
        _distinct_actions,
    ),
    "divider": _block("divider"),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything, "title": plain(2000)},
        _one_source,
    ),
    "input": _block(
        "input",
        {"label": plain(2000), "element": variants(ELEMENTS, IN_INPUT)},
        {"dispatch_action": boolean, "hint": plain(2000), "optional": boolean},
    ),
    "rich_text": _block("rich_text", {"elements": items(anything, 1000, 0)}),
    "markdown": _block("markdown", {"text": string(12000)}),
}

IN_MESSAGE = frozenset(BLOCKS) - {"input"}
"""Slack shows input blocks in modals and Home tabs; Muster's messages have none."""
IN_VIEW = frozenset(BLOCKS) - {"markdown"}
