"""What people write is shown as they wrote it, and commands nothing."""

import html
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mrkdwn import chunks, clip, escape, inline, prose, span

WRITTEN = (
    st.text()
    | st.text("<>&!@#|`*_U1C https://a.b")
    | st.sampled_from(
        ["<!channel>", "<!here|here>", "<!subteam^S1>", "<@U1|x>", "<@U1> <#C1|y>"]
    )
)
LIVE = re.compile(r"<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|https?://[^<>|\s]+)>")


@given(WRITTEN, st.integers(2, 400))
def test_escaped_text_commands_nothing_and_fits(text: str, limit: int) -> None:
    for shown in (escape(text, limit), inline(text, max(limit, 4))):
        assert not set(shown) & {"<", ">"}
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
        assert "```" not in shown
    assert len(escape(text, limit)) <= limit


@given(st.text("<>& abcאב🔥", max_size=300))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert html.unescape(escape(text)) == text


@given(WRITTEN, st.integers(2, 400))
def test_prose_lets_people_be_named_and_nobody_else(text: str, limit: int) -> None:
    shown = prose(text, limit)
    assert len(shown) <= limit
    assert not set(LIVE.sub("", shown)) & {"<", ">"}


@given(WRITTEN.map(lambda text: text * 50), st.integers(1_600, 3_000))
def test_long_prose_is_cut_into_parts_that_fit(text: str, size: int) -> None:
    parts = chunks(text, size=size)
    assert len(parts) <= 3
    assert all(len(part) <= size for part in parts)
    if not parts[-1].endswith("…"):
        assert "".join(parts) == prose(text, 1_000_000)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<!channel> help", "&lt;!channel&gt; help"),
        ("ask <@U12|ada>", "ask <@U12>"),
        ("in <#C12|pay>", "in <#C12>"),
        ("<https://x.io/?a=1&b=2|here>", "<https://x.io/?a=1&amp;b=2>"),
        ("(see https://x.io/a.)", "(see <https://x.io/a>.)"),
        ("rolled back `checkout`", "rolled back `checkout`"),
    ],
)
def test_prose_shows_links_and_mentions(written: str, shown: str) -> None:
    assert prose(written) == shown


def test_right_to_left_text_is_kept_together() -> None:
    assert inline("שלום 12") == "\u2068שלום 12\u2069"


def test_clipped_text_says_so() -> None:
    assert clip("checkout", 5) == "chec…"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=42), "42 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(days=2, hours=1, minutes=9), "2 d 1 h"),
    ],
)
def test_a_length_of_time_is_told_in_two_units(length: timedelta, shown: str) -> None:
    assert span(length) == shown
