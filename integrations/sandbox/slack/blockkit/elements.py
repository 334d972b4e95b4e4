"""Interactive elements, each with the limits of its page.

Source: docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Mapping

from integrations.sandbox.slack.blockkit.checks import (
    Check,
    Shape,
    anything,
    boolean,
    integer,
    items,
    one_of,
    pattern,
    problem,
    string,
)
from integrations.sandbox.slack.blockkit.composition import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    OPTION_GROUP,
    distinct_values,
    initial_among_options,
    option,
    options_or_groups,
    plain,
)

ACTION_ID = string(255)
PLACEHOLDER = plain(150)
ID = string(255)
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date of the form YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time of the form HH:mm")
NUMBER = pattern(r"-?\d+(\.\d+)?", "must be a number")


def _element(
    kind: str,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *rules: Check,
) -> Check:
    return Shape(
        {"type": one_of(kind), **(required or {})},
        {"action_id": ACTION_ID, "focus_on_load": boolean, **(optional or {})},
        rules,
    )


def _menu(
    kind: str,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *rules: Check,
) -> Check:
    common: dict[str, Check] = {"placeholder": PLACEHOLDER, "confirm": CONFIRM}
    if kind.startswith("multi_"):
        common["max_selected_items"] = integer(1, 1_000_000)
    return _element(kind, required, {**common, **(optional or {})}, *rules)


def _lengths(value: object, pointer: str, problems: list[str]) -> None:
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        problem(problems, "min_length must be at most max_length", pointer)
    initial = value.get("initial_value")
    if initial is not None and len(initial) > most:
        words = f"must be less than {most + 1} characters"
        problem(problems, words, f"{pointer}/initial_value")


_TEXT_INPUT: dict[str, Check] = {
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": DISPATCH_CONFIG,
}
_OPTIONS: dict[str, Check] = {
    "options": items(option(), 100),
    "option_groups": items(OPTION_GROUP, 100),
}
_BOXES = items(option(markdown=True), 10)

ELEMENTS: dict[str, Check] = {
    "button": Shape(
        {"type": one_of("button"), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "url": string(3000),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": _menu(
        "static_select",
        {},
        {**_OPTIONS, "initial_option": option()},
        options_or_groups,
        initial_among_options,
        distinct_values,
    ),
    "multi_static_select": _menu(
        "multi_static_select",
        {},
        {**_OPTIONS, "initial_options": items(option(), 100)},
        options_or_groups,
        initial_among_options,
        distinct_values,
    ),
    "external_select": _menu(
        "external_select",
        {},
        {"initial_option": option(), "min_query_length": integer(0, 3000)},
    ),
    "multi_external_select": _menu(
        "multi_external_select",
        {},
        {
            "initial_options": items(option(), 100),
            "min_query_length": integer(0, 3000),
        },
    ),
    "users_select": _menu("users_select", {}, {"initial_user": ID}),
    "multi_users_select": _menu(
        "multi_users_select", {}, {"initial_users": items(ID, 1000, 0)}
    ),
    "conversations_select": _menu(
        "conversations_select",
        {},
        {
            "initial_conversation": ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_conversations_select": _menu(
        "multi_conversations_select",
        {},
        {
            "initial_conversations": items(ID, 1000, 0),
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "channels_select": _menu(
        "channels_select", {}, {"initial_channel": ID, "response_url_enabled": boolean}
    ),
    "multi_channels_select": _menu(
        "multi_channels_select", {}, {"initial_channels": items(ID, 1000, 0)}
    ),
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TEXT_INPUT,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths,
    ),
    "email_text_input": _element(
        "email_text_input", {}, {**_TEXT_INPUT, "initial_value": string(3000, 0)}
    ),
    "url_text_input": _element(
        "url_text_input", {}, {**_TEXT_INPUT, "initial_value": string(3000, 0)}
    ),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {
            **_TEXT_INPUT,
            "initial_value": NUMBER,
            "min_value": NUMBER,
            "max_value": NUMBER,
        },
    ),
    "datepicker": _element(
        "datepicker",
        {},
        {"initial_date": DATE, "confirm": CONFIRM, "placeholder": PLACEHOLDER},
    ),
    "timepicker": _element(
        "timepicker",
        {},
        {
            "initial_time": TIME,
            "confirm": CONFIRM,
            "placeholder": PLACEHOLDER,
            "timezone": string(100),
        },
    ),
    "datetimepicker": _element(
        "datetimepicker",
        {},
        {
            "initial_date_time": integer(1_000_000_000, 9_999_999_999),
            "confirm": CONFIRM,
        },
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": _BOXES},
        {"initial_option": option(markdown=True), "confirm": CONFIRM},
        initial_among_options,
        distinct_values,
    ),
    "checkboxes": _element(
        "checkboxes",
        {"options": _BOXES},
        {"initial_options": _BOXES, "confirm": CONFIRM},
        initial_among_options,
        distinct_values,
    ),
    "overflow": Shape(
        {"type": one_of("overflow"), "options": items(option(url=True), 5)},
        {"action_id": ACTION_ID, "confirm": CONFIRM},
        (distinct_values,),
    ),
    "image": Shape(
        {"type": one_of("image"), "alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything},
    ),
}

_SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "radio_buttons", "checkboxes"})
_INPUTS = frozenset(name for name in ELEMENTS if name.endswith("_input"))

IN_SECTION = _SELECTS | _PICKERS | {"button", "overflow", "image"}
IN_ACTIONS = _SELECTS | _PICKERS | {"button", "overflow", "datetimepicker"}
IN_INPUT = _SELECTS | _PICKERS | _INPUTS | {"datetimepicker"}
IN_CONTEXT = frozenset({"image"})
