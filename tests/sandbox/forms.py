"""Views that several tests open."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(block_id: str = "title", **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Title"),
        "element": {"type": "plain_text_input", "action_id": "value"},
        **more,
    }


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": plain("Declare"),
        "submit": plain("Declare"),
        "blocks": list(blocks) or [field()],
        **more,
    }


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str = "resolve", **more: Any) -> Json:
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain("Resolve"),
        "value": "inc-1",
        **more,
    }


def actions(*elements: Json, block_id: str = "buttons") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}
