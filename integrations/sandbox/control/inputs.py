"""What a person put into a form, checked as Slack's own client checks it."""

import re

from integrations.sandbox.control.choices import Choices
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.types import Json
from integrations.sandbox.world.views import (
    STATE_FIELDS,
    View,
    elements_of,
    find_element,
)
from integrations.sandbox.world.workspace import Workspace

REQUIRED = "Please complete this required field."
"""What Slack's client shows under an empty required input."""


def fill_in(view: View, values: Json, choices: Choices) -> None:
    """Put what was typed or chosen into the view's state."""
    for block_id, actions in values.items():
        for action_id, given in actions.items():
            element = find_element(view.blocks, block_id, action_id)
            if element is None:
                raise ControlError(f"no input {block_id}/{action_id}", status=404)
            if element["type"] not in STATE_FIELDS:
                continue
            state = choices.state(block_id, element, given)
            view.values.setdefault(block_id, {})[action_id] = state


def unfilled(view: View) -> dict[str, str]:
    """What keeps the modal from being submitted, by block."""
    errors: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            name, _ = STATE_FIELDS[element["type"]]
            value = view.values[block["block_id"]][element["action_id"]].get(name)
            wrong = _wrong(block, element, value)
            if wrong:
                errors[block["block_id"]] = wrong
    return errors


def _wrong(block: Json, element: Json, value: object) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "plain_text_input":
        return _wrong_length(element, str(value))
    if element["type"] == "number_input":
        return _wrong_number(element, str(value))
    return None


def _wrong_length(element: Json, value: str) -> str | None:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(value) > most:
        return f"Please use at most {most} characters."
    return f"Please use at least {least} characters." if len(value) < least else None


def _wrong_number(element: Json, value: str) -> str | None:
    form = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(form, value):
        return "Please enter a valid number."
    number = float(value)
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and number > float(most):
        return f"Please enter a number of at most {most}."
    return None


def chosen_action(
    ws: Workspace, body: Json, blocks: list[Json], choices: Choices
) -> Json:
    """The entry of `actions` for what was pressed or chosen."""
    block_id, action_id = body.get("block_id"), body.get("action_id")
    element = pressed(blocks, block_id, action_id)
    if element is None:
        raise ControlError(f"no element {block_id}/{action_id}", status=404)
    given = body.get("value") or {}
    found = block_of(blocks, element)
    chosen: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": found,
        "action_ts": ws.clock.ts(),
    }
    if element["type"] == "button":
        kept = ("text", "value", "style", "confirm")
        return chosen | {key: element[key] for key in kept if key in element}
    overflow = element["type"] == "overflow"
    name = "selected_option" if overflow else STATE_FIELDS[element["type"]][0]
    if overflow and not given.get(name):
        raise ControlError("selected_option is required")
    return chosen | {name: choices.chosen(found, element, name, given.get(name))}


def pressed(blocks: list[Json], block_id: object, action_id: object) -> Json | None:
    """By both ids; by action id alone where a caller leaves the block out."""
    if block_id:
        return find_element(blocks, str(block_id), str(action_id))
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return element
    return None


def block_of(blocks: list[Json], element: Json) -> str:
    """The id of the block an element is in."""
    return next(
        str(block["block_id"])
        for block in blocks
        if any(one is element for one in elements_of(block))
    )
