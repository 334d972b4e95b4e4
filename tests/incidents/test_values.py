"""What people type, made fit to be shown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from incidents.values import TITLE_LIMIT, Mistake, clean_line, clean_text


@given(st.text(max_size=300))
def test_a_line_is_one_line_without_hidden_characters(text: str) -> None:
    try:
        line = clean_line(text, field="title", limit=TITLE_LIMIT)
    except Mistake:
        assume(False)
    assert line.splitlines() == [line]
    assert not set(line) & set("\x00\x1b\u202e\u2066\ud800")
    assert 0 < len(line) <= TITLE_LIMIT


@pytest.mark.parametrize("text", ["👩‍👩‍👧 down", "الخدمة معطلة", "ﬁ — “quoted”"])
def test_emoji_and_every_script_stay_as_typed(text: str) -> None:
    assert clean_line(text, field="title", limit=TITLE_LIMIT) == text


def test_a_title_too_long_is_told_both_numbers() -> None:
    with pytest.raises(Mistake) as mistake:
        clean_line("x" * 3_000, field="title", limit=TITLE_LIMIT)
    assert mistake.value.message == "Title has 3,000 characters; at most 200 fit."


def test_a_text_keeps_its_lines() -> None:
    assert clean_text(" one\n\ntwo\x00 ", field="text") == "one\n\ntwo"
