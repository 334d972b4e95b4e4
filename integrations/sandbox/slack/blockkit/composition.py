"""Composition objects: text, options, confirmation, filters.

Source: docs.slack.dev/reference/block-kit/composition-objects
"""

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

TEXT_LIMIT = 3000


def plain(most: int, least: int = 1) -> Check:
    """A plain_text object."""
    return variants(_texts(most, least), {"plain_text"})


def text(most: int, least: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    return variants(_texts(most, least), {"plain_text", "mrkdwn"})


def _texts(most: int, least: int) -> dict[str, Check]:
    return {
        "plain_text": Shape(
            {"type": one_of("plain_text"), "text": string(most, least)},
            {"emoji": boolean},
        ),
        "mrkdwn": Shape(
            {"type": one_of("mrkdwn"), "text": string(most, least)},
            {"verbatim": boolean},
        ),
    }


def option(*, markdown: bool = False, url: bool = False) -> Check:
    """An option: text 75, value 150, description 75; url 3000 in overflow only."""
    words = text(75) if markdown else plain(75)
    optional: dict[str, Check] = {"description": words}
    if url:
        optional["url"] = string(3000)
    return Shape({"text": words, "value": string(150)}, optional)


OPTION_GROUP = Shape({"label": plain(75), "options": items(option(), 100)})

CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

CONVERSATION_FILTER = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

DISPATCH_CONFIG = Shape(
    {},
    {
        "trigger_actions_on": items(
            one_of("on_enter_pressed", "on_character_entered"), 2
        )
    },
)


def options_or_groups(value: object, pointer: str, problems: list[str]) -> None:
    """A static select has either options or option_groups."""
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    if ("options" in value) == ("option_groups" in value):
        words = "must define exactly one of: options, option_groups"
        problem(problems, words, pointer)


def offered(value: dict[str, object]) -> list[object]:
    """Every option an element offers, its groups opened."""
    options: list[object] = []
    given, groups = value.get("options"), value.get("option_groups")
    if isinstance(given, list):
        options.extend(given)
    if isinstance(groups, list):
        for group in groups:
            options.extend(group.get("options", []))
    return options


def initial_among_options(value: object, pointer: str, problems: list[str]) -> None:
    """initial_option(s) must equal one of the options offered."""
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    choices = offered(value)
    chosen = value.get("initial_options") or []
    if value.get("initial_option") is not None:
        chosen = [value["initial_option"]]
    for one in chosen:
        if one not in choices:
            name = "initial_options" if "initial_options" in value else "initial_option"
            words = "must match one of the options provided"
            problem(problems, words, f"{pointer}/{name}")


def distinct_values(value: object, pointer: str, problems: list[str]) -> None:
    """Each option's value is unique within its element."""
    assert isinstance(value, dict)  # noqa: S101 - Shape runs rules on objects only
    values = [o.get("value") for o in offered(value) if isinstance(o, dict)]
    if len(set(values)) != len(values):
        problem(problems, "option values must be unique", f"{pointer}/options")
