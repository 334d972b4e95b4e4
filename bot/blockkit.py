"""Block Kit's parts, each kept within Slack's limits. Pure.

Source of the limits: docs.slack.dev/reference/block-kit
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.answers import Block, View
from bot.mrkdwn import clip

Element = dict[str, Any]
Option = dict[str, Any]

BLOCKS = 100
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


def link_button(text: str, action_id: str, url: str, *, style: str = "") -> Element:
    """A button that opens an address; Slack tells of the press all the same."""
    element = button(text, action_id, "", style=style) | {"url": url}
    del element["value"]
    return element


def asking(element: Element, title: str, text: str, *, confirm: str) -> Element:
    """A button that asks first. `text` is plain; `confirm` names what is done."""
    return element | {
        "confirm": {
            "title": plain(title, 100),
            "text": plain(text, 300),
            "confirm": plain(confirm, 30),
            "deny": plain("Cancel", 30),
        }
    }


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


def several_select(
    action_id: str,
    options: Sequence[Option],
    *,
    placeholder: str,
    chosen: Collection[str] = (),
) -> Element:
    """A menu of which several are chosen; `chosen` are the values it shows first."""
    element: Element = {
        "type": "multi_static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": list(options[:OPTIONS]),
    }
    if first := [each for each in element["options"] if each["value"] in chosen]:
        element["initial_options"] = first
    return element


def external_select(action_id: str, *, placeholder: str) -> Element:
    """A menu whose options Slack asks for while somebody types; bot/options fills it.

    It offers some before anything is typed.
    """
    return {
        "type": "external_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "min_query_length": 0,
    }


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


def people_select(action_id: str, *, placeholder: str, most: int) -> Element:
    """A menu of the workspace's users, of whom up to `most` can be chosen."""
    return {
        "type": "multi_users_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "max_selected_items": most,
    }


def moment_picker(action_id: str, *, chosen: datetime | None = None) -> Element:
    """A day and a time, shown in the reader's own zone, to the minute."""
    element: Element = {"type": "datetimepicker", "action_id": action_id}
    if chosen is not None:
        element["initial_date_time"] = int(chosen.timestamp())
    return element


def date_picker(action_id: str, *, chosen: date | None = None) -> Element:
    """A day, without a time and a zone."""
    element: Element = {"type": "datepicker", "action_id": action_id}
    if chosen is not None:
        element["initial_date"] = chosen.isoformat()
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
    carried: Mapping[str, Any] | None = None,
) -> View:
    """A modal; without `submit` there is nothing to send. What it is given to carry
    comes back with each payload, in at most 3,000 characters of JSON.
    """
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": list(blocks)[:100],
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    kept = dict(carried or {})
    if incident is not None:
        kept["incident"] = incident
    if kept:
        view["private_metadata"] = json.dumps(kept)
    return view
