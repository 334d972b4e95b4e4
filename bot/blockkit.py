"""Block Kit's parts, each kept within Slack's limits. Pure.

Source of the limits: docs.slack.dev/reference/block-kit
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.answers import Block, View
from bot.mrkdwn import clip

Element = dict[str, Any]
Option = dict[str, Any]

HEADER = 150
BUTTON = 75
OPTION = 75
OPTIONS = 100
TITLE = 24
PLACEHOLDER = 150


def plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clip(text, limit), "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    """Marked-up text. Slack adds no links or mentions of its own (`verbatim`)."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, *, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def plain_section(text: str) -> Block:
    """Text shown exactly as it was written."""
    return {"type": "section", "text": plain(text, 3_000)}


def fields(*texts: str) -> Block:
    return {"type": "section", "fields": [mrkdwn(text) for text in texts]}


def context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Element, block_id: str = "") -> Block:
    """Buttons and menus. A new `block_id` makes Slack forget what was chosen."""
    block: Block = {"type": "actions", "elements": list(elements)}
    if block_id:
        block["block_id"] = block_id
    return block


def button(text: str, action_id: str, value: str, *, style: str = "") -> Element:
    element: Element = {
        "type": "button",
        "text": plain(text, BUTTON),
        "action_id": action_id,
        "value": value,
    }
    if style:
        element["style"] = style
    return element


def option(text: str, value: str, description: str = "") -> Option:
    made: Option = {"text": plain(text, OPTION), "value": value}
    if description:
        made["description"] = plain(description, OPTION)
    return made


def select(
    action_id: str,
    options: Sequence[Option],
    *,
    placeholder: str,
    chosen: str = "",
) -> Element:
    """A menu of at most 100 options; `chosen` is the value that it shows first."""
    return _choice(
        {
            "type": "static_select",
            "action_id": action_id,
            "placeholder": plain(placeholder, PLACEHOLDER),
        },
        options[:OPTIONS],
        chosen,
    )


def radio(action_id: str, options: Sequence[Option], *, chosen: str = "") -> Element:
    """At most 10 options, all in sight."""
    return _choice(
        {"type": "radio_buttons", "action_id": action_id}, options[:10], chosen
    )


def _choice(element: Element, options: Sequence[Option], chosen: str) -> Element:
    element["options"] = list(options)
    for each in options:
        if each["value"] == chosen:
            element["initial_option"] = each
    return element


def checkbox(action_id: str, choice: Option) -> Element:
    return {"type": "checkboxes", "action_id": action_id, "options": [choice]}


def text_input(
    action_id: str,
    *,
    limit: int,
    placeholder: str = "",
    value: str = "",
    multiline: bool = False,
    focus: bool = False,
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": limit,
    }
    if placeholder:
        element["placeholder"] = plain(placeholder, PLACEHOLDER)
    if value:
        element["initial_value"] = value[:limit]
    if focus:
        element["focus_on_load"] = True
    return element


def person_select(action_id: str, *, placeholder: str, chosen: str = "") -> Element:
    """A menu of the workspace's users; `chosen` is a Slack id."""
    element: Element = {
        "type": "users_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    if chosen:
        element["initial_user"] = chosen
    return element


def field(
    label: str, element: Element, *, optional: bool = False, hint: str = ""
) -> Block:
    """An input of a form; its block id is its element's action id."""
    block: Block = {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain(label, 2_000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2_000)
    return block


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str = "",
    close: str = "Cancel",
    incident: int | None = None,
) -> View:
    """A modal; without `submit` there is nothing to send."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": list(blocks)[:100],
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    if incident is not None:
        view["private_metadata"] = json.dumps({"incident": incident})
    return view
