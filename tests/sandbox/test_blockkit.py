"""Block Kit's limits: the last that is taken, the first that is not."""

from typing import Any

import pytest

from integrations.sandbox.slack.blockkit import check_message_blocks, check_view
from integrations.sandbox.slack.errors import SlackError
from tests.sandbox.forms import actions, button, field, modal, plain, section

Json = dict[str, Any]


def option(n: int = 0, **more: Any) -> Json:
    return {"text": plain(f"Option {n}"), "value": f"v{n}", **more}


def select(kind: str = "static_select", **more: Any) -> Json:
    return {"type": kind, "action_id": kind, **more}


def message_problems(*blocks: Any) -> list[str]:
    try:
        check_message_blocks(list(blocks))
    except SlackError as error:
        return list(error.extra["errors"])
    return []


def view_problems(view: Any, kind: str = "modal") -> list[str]:
    try:
        check_view(view, kind=kind)
    except SlackError as error:
        metadata = error.extra.get("response_metadata", {"messages": [error.error]})
        return list(metadata["messages"])
    return []


def in_input(element: Json) -> Json:
    return field(element=element)


FINE = [
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [plain("x")] * 10},
    actions(*[button(f"b{n}") for n in range(25)]),
    {"type": "divider"},
    {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"},
    section("x", accessory=button(text=plain("x" * 75), value="x" * 2000)),
    actions(button(style="danger", url="https://x.example")),
    actions(select(options=[option(n) for n in range(100)])),
    actions(select("overflow", options=[option(n) for n in range(5)])),
    actions(select("users_select", initial_user="U1", placeholder=plain("x" * 150))),
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "divider", "block_id": "x" * 255},
]

BROKEN = [
    (section(""), "must be more than 0 characters", "/blocks/0/text/text"),
    (section("x" * 3001), "must be less than 3001 characters", "/blocks/0/text/text"),
    ({"type": "section"}, "at least one of: text, fields", "/blocks/0"),
    (
        {"type": "section", "fields": [plain("x")] * 11},
        "no more than 10 items allowed",
        "/blocks/0/fields",
    ),
    (
        {"type": "section", "fields": [plain("x" * 2001)]},
        "must be less than 2001 characters",
        "/blocks/0/fields/0/text",
    ),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters",
        "/blocks/0/text/text",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    (
        {"type": "context", "elements": [plain("x")] * 11},
        "no more than 10 items allowed",
        "/blocks/0/elements",
    ),
    (
        actions(*[button(f"b{n}") for n in range(26)]),
        "no more than 25 items allowed",
        "/blocks/0/elements",
    ),
    (actions(button(), button()), "`action_id` resolve already exists", "/elements"),
    (
        actions(button(text=plain("x" * 76))),
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    (
        actions(button(style="warning")),
        "must be one of: primary, danger",
        "/blocks/0/elements/0/style",
    ),
    (
        actions(button(url="x" * 3001)),
        "must be less than 3001 characters",
        "/blocks/0/elements/0/url",
    ),
    (
        actions(button(action_id="x" * 256)),
        "must be less than 256 characters",
        "/blocks/0/elements/0/action_id",
    ),
    (
        actions(select(options=[option(n) for n in range(101)])),
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        actions(select(options=[option(text=plain("x" * 76))])),
        "must be less than 76 characters",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        actions(select(options=[option(value="x" * 151)])),
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        actions(select(options=[option()], initial_option=option(1))),
        "must match one of the options provided",
        "/blocks/0/elements/0/initial_option",
    ),
    (actions(select()), "exactly one of: options, option_groups", "/elements/0"),
    (
        actions(select("overflow", options=[option(n) for n in range(6)])),
        "no more than 5 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        {"type": "divider", "colour": "red"},
        "invalid additional property: colour",
        "/blocks/0",
    ),
    ({"type": "carousel"}, "unsupported type: carousel", "/blocks/0/type"),
    ({"text": "x"}, "missing required field: type", "/blocks/0"),
    (field(), "unsupported type: input", "/blocks/0/type"),
    (
        {"type": "divider", "block_id": "x" * 256},
        "must be less than 256 characters",
        "/blocks/0/block_id",
    ),
    ("a string", "must provide an object", "/blocks/0"),
]


@pytest.mark.parametrize("block", FINE)
def test_a_block_at_its_limit_is_taken(block: Json) -> None:
    assert message_problems(block) == []


@pytest.mark.parametrize(("block", "words", "pointer"), BROKEN)
def test_a_block_beyond_its_limit_is_refused_with_the_place(
    block: Any, words: str, pointer: str
) -> None:
    problems = message_problems(block)
    assert len(problems) == 1
    assert words in problems[0]
    assert pointer in problems[0]


def test_a_message_has_at_most_50_blocks() -> None:
    assert message_problems(*[{"type": "divider"}] * 50) == []
    assert "no more than 50 items" in message_problems(*[{"type": "divider"}] * 51)[0]


def test_markdown_blocks_have_12000_characters_together() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert message_problems(half, half) == []
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message_blocks([half, half, {"type": "markdown", "text": "x"}])


def test_block_ids_are_unique() -> None:
    twice = {"type": "divider", "block_id": "a"}
    assert "`block_id` a already exists" in message_problems(twice, twice)[0]
    assert "already exists" in view_problems(modal(field("a"), field("a")))[0]


@pytest.mark.parametrize(
    "element",
    [
        select("plain_text_input", max_length=3000, initial_value="x" * 3000),
        select("plain_text_input", multiline=True, min_length=2),
        select("number_input", is_decimal_allowed=False, min_value="1"),
        select("datepicker", initial_date="2026-02-28"),
        select("timepicker", initial_time="23:59", timezone="Europe/London"),
        select("datetimepicker", initial_date_time=1_700_000_000),
        select("radio_buttons", options=[option(n) for n in range(10)]),
        select("checkboxes", options=[option()], initial_options=[option()]),
        select("multi_static_select", options=[option()], max_selected_items=3),
        select("external_select", min_query_length=0),
        select("multi_users_select", initial_users=["U1", "U2"]),
        select("conversations_select", default_to_current_conversation=True),
        select("multi_conversations_select", filter={"include": ["public"]}),
        select("channels_select", response_url_enabled=True),
        select("multi_channels_select", initial_channels=["C1"]),
        select(
            option_groups=[{"label": plain("x" * 75), "options": [option()]}],
            initial_option=option(),
        ),
    ],
)
def test_an_input_element_is_taken(element: Json) -> None:
    assert view_problems(modal(in_input(element))) == []


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (select("plain_text_input", max_length=3001), "between 1 and 3000"),
        (select("plain_text_input", max_length=3, initial_value="long"), "than 4"),
        (select("number_input"), "missing required field: is_decimal_allowed"),
        (select("number_input", is_decimal_allowed=True, min_value=1), "a number"),
        (select("datepicker", initial_date="28/02/2026"), "YYYY-MM-DD"),
        (select("timepicker", initial_time="24:00"), "HH:mm"),
        (select("radio_buttons", options=[option(n) for n in range(11)]), "than 10"),
        (select("checkboxes", options=[]), "no fewer than 1"),
        (select("multi_users_select", max_selected_items=0), "between"),
        (select("users_select", placeholder=plain("x" * 151)), "than 151"),
        (button(), "unsupported type: button"),
    ],
)
def test_an_input_element_beyond_its_limit_is_refused(
    element: Json, words: str
) -> None:
    problems = view_problems(modal(in_input(element)))
    assert len(problems) == 1
    assert words in problems[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": plain("x" * 25)}, "less than 25 characters"),
        ({"submit": plain("x" * 25)}, "less than 25 characters"),
        ({"close": plain("x" * 25)}, "less than 25 characters"),
        ({"private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({"callback_id": "x" * 256}, "less than 256 characters"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items"),
        ({"submit": None}, "missing required field: submit"),
        ({"title": None}, "missing required field: title"),
        ({"colour": "red"}, "invalid additional property: colour"),
        ({"type": "home"}, "unsupported type: home"),
        ({"blocks": [field(label=plain("x" * 2001))]}, "less than 2001 characters"),
        ({"blocks": [field(hint=plain("x" * 2001))]}, "less than 2001 characters"),
    ],
)
def test_a_modal_beyond_its_limits_is_refused(more: Json, words: str) -> None:
    problems = view_problems(modal(**more))
    assert len(problems) == 1
    assert words in problems[0]


def test_a_modal_of_100_blocks_is_taken() -> None:
    blocks = [{"type": "divider"}] * 100
    assert view_problems(modal(*blocks, private_metadata="x" * 3000)) == []


def test_a_view_above_250_kb_is_too_large() -> None:
    blocks = [section("x" * 3000)] * 90
    assert view_problems(modal(*blocks)) == ["view_too_large"]


def test_a_home_has_no_title() -> None:
    home = {"type": "home", "blocks": [section("x")]}
    assert view_problems(home, "home") == []
    assert view_problems({**home, "title": plain("x")}, "home")
