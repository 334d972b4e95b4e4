"""What payloads of Slack carry is read alike, whichever element it came from."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import payloads

Json = dict[str, Any]

OPTION = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
ELEMENTS: list[tuple[Json, Any]] = [
    ({"type": "plain_text_input", "value": "It is down"}, "It is down"),
    ({"type": "plain_text_input", "value": None}, None),
    ({"type": "plain_text_input", "value": "a\x00b"}, "ab"),
    ({"type": "number_input", "value": "3"}, "3"),
    ({"type": "email_text_input", "value": "a@example.com"}, "a@example.com"),
    ({"type": "static_select", "selected_option": OPTION}, "1"),
    ({"type": "static_select", "selected_option": None}, None),
    ({"type": "external_select", "selected_option": OPTION}, "1"),
    ({"type": "radio_buttons", "selected_option": OPTION}, "1"),
    ({"type": "overflow", "selected_option": OPTION}, "1"),
    ({"type": "checkboxes", "selected_options": [OPTION]}, ["1"]),
    ({"type": "checkboxes", "selected_options": []}, []),
    ({"type": "multi_external_select", "selected_options": [OPTION]}, ["1"]),
    ({"type": "multi_static_select", "selected_options": None}, []),
    ({"type": "users_select", "selected_user": "U1"}, "U1"),
    ({"type": "users_select", "selected_user": None}, None),
    ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, ["U1", "U2"]),
    ({"type": "conversations_select", "selected_conversation": "C1"}, "C1"),
    ({"type": "multi_conversations_select", "selected_conversations": []}, []),
    ({"type": "channels_select", "selected_channel": "C1"}, "C1"),
    ({"type": "multi_channels_select", "selected_channels": ["C1"]}, ["C1"]),
    ({"type": "datepicker", "selected_date": "2026-11-21"}, "2026-11-21"),
    ({"type": "datepicker", "selected_date": None}, None),
    ({"type": "timepicker", "timezone": "UTC", "selected_time": "09:05"}, "09:05"),
    ({"type": "datetimepicker", "selected_date_time": 1_795_000_000}, "1795000000"),
]


@pytest.mark.parametrize(("element", "meant"), ELEMENTS)
def test_every_input_of_a_form_is_read(element: Json, meant: Any) -> None:
    view = {"type": "modal", "state": {"values": {"block": {"name": element}}}}
    assert payloads.values({"view": view}) == {"name": meant}


@pytest.mark.parametrize(("element", "meant"), ELEMENTS)
def test_every_element_that_is_acted_on_tells_its_value(
    element: Json, meant: Any
) -> None:
    acted = {"action_id": "name", "block_id": "block", **element}
    assert payloads.values({"actions": [acted]}) == {"name": meant}
    alone = meant if isinstance(meant, str) else ""
    assert payloads.action_value(acted) == alone


def test_a_button_in_a_message_brings_what_its_menus_hold() -> None:
    menu = {"type": "static_select", "selected_option": OPTION}
    body = {
        "actions": [{"type": "button", "action_id": "go", "value": "12"}],
        "state": {"values": {"block": {"scope": menu}}},
    }
    assert payloads.values(body) == {"go": "12", "scope": "1"}


def test_a_message_is_quoted_as_slack_keeps_it() -> None:
    message = {
        "ts": "1.2",
        "text": "a &lt;b&gt; <@U2>",
        "user": "U2",
        "type": "message",
    }
    quoted = payloads.quoted({"channel": {"id": "C1"}, "message": message})
    assert (quoted.channel, quoted.ts, quoted.user) == ("C1", "1.2", "U2")
    assert quoted.text == "a &lt;b&gt; <@U2>"
    assert quoted.thread_ts == "1.2"


def test_a_message_of_an_app_in_a_thread_has_no_user() -> None:
    message = {"ts": "1.2", "text": "Down", "bot_id": "B1", "thread_ts": "1.1"}
    quoted = payloads.quoted({"channel": {"id": "C1"}, "message": message})
    assert (quoted.user, quoted.thread_ts) == ("", "1.1")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(body=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_a_copy_of_a_request_has_its_digest_whatever_is_in_it(body: Json) -> None:
    copy = json.loads(json.dumps(body))
    assert payloads.digest(copy) == payloads.digest(body)
    assert payloads.kind(copy) == payloads.kind(body)
