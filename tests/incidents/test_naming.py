"""Channel names that Slack takes, whatever the title."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.lifecycle.naming import channel_name


@given(st.integers(1, 2**63 - 1), st.text(max_size=3_000))
def test_every_title_makes_a_name_that_slack_takes(number: int, title: str) -> None:
    name = channel_name(number, title)
    assert re.fullmatch(r"[a-z0-9_-]{1,76}", name)
    assert name.startswith(f"inc-{number}")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout: 5xx über alles!", "inc-7-checkout-5xx-uber-alles"),
        ("🔥🔥🔥", "inc-7"),
        ("<!channel> все лежит", "inc-7-channel"),
    ],
)
def test_a_name_reads_like_its_title(title: str, name: str) -> None:
    assert channel_name(7, title) == name
