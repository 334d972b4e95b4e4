"""A modal with every input element that Block Kit offers the page."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(label: str) -> Json:
    """An option whose value is its label in lower case."""
    return {"text": plain(label), "value": label.lower()}


def field(name: str, kind: str, *, optional: bool = True, **more: object) -> Json:
    """An input block; its ids are its name."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "optional": optional,
        "element": {"type": kind, "action_id": name, **more},
    }


def modal(*blocks: Json) -> Json:
    """A modal with these blocks."""
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": plain("Declare an incident"),
        "submit": plain("Declare"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }


COLOURS = [option("Red"), option("Green"), option("Blue")]

EVERYTHING = modal(
    field("title", "plain_text_input", optional=False),
    field("story", "plain_text_input", multiline=True),
    field("count", "number_input", is_decimal_allowed=False),
    field("mail", "email_text_input"),
    field("page", "url_text_input"),
    field("day", "datepicker"),
    field("hour", "timepicker"),
    field("moment", "datetimepicker"),
    field("one", "static_select", options=COLOURS),
    field("many", "multi_static_select", options=COLOURS),
    field("lead", "users_select"),
    field("helpers", "multi_users_select"),
    field("place", "conversations_select"),
    field("places", "multi_conversations_select"),
    field("room", "channels_select"),
    field("radio", "radio_buttons", options=COLOURS),
    field("boxes", "checkboxes", options=COLOURS),
    field("untouched", "plain_text_input", initial_value="as it was"),
)
