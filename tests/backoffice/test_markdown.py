"""Markdown that people wrote."""

import pytest

from backoffice.markdown import MOST_MARKS, render


@pytest.mark.parametrize("mark", ["[", "*a **b ", "`a", "<a ", "![[]()"])
def test_what_has_too_many_marks_is_shown_as_it_was_written(mark: str) -> None:
    shown = render(mark * (MOST_MARKS + 1))
    assert shown.startswith("<pre>")
    assert shown.count("a") >= mark.count("a") * MOST_MARKS
    assert "<a " not in shown


def test_a_long_text_for_people_is_rendered() -> None:
    line = "It **fell over**, see [the graph](https://example.com/graph).\n\n"
    shown = render(line * 1_000)
    assert shown.count("<strong>fell over</strong>") == 1_000
    assert shown.count('href="https://example.com/graph"') == 1_000
