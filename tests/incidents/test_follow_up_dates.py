"""The day that something is due on, as people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.followups.dates import due_of, split_due
from incidents.values import Mistake

# A Saturday.
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 22)),
        ("friday", date(2026, 11, 27)),
        ("saturday", date(2026, 11, 28)),
        ("next monday", date(2026, 11, 23)),
        ("next week", date(2026, 11, 23)),
        ("next friday", date(2026, 11, 27)),
        ("in 3 days", date(2026, 11, 24)),
        ("in a week", date(2026, 11, 28)),
        ("in 2 weeks", date(2026, 12, 5)),
        ("in 1 month", date(2026, 12, 21)),
        ("by fri", date(2026, 11, 27)),
        ("4 dec", date(2026, 12, 4)),
        ("due 3rd January 2027", date(2027, 1, 3)),
        ("20 nov", date(2027, 11, 20)),
    ],
)
def test_a_day_is_read(said: str, day: date) -> None:
    assert due_of(said, today=TODAY) == day
    if not said[0].isdecimal() or "-" in said:
        assert split_due(f"Write it down {said}", today=TODAY) == ("Write it down", day)


@pytest.mark.parametrize(
    "words",
    [
        "Find out what happened on the friday release",
        "Ask the sun",
        "Talk to May",
        "Raise the limit to 4 dec",
        "Fix it in 3 places",
        "Upgrade to 2026.12",
    ],
)
def test_other_words_stay_words(words: str) -> None:
    assert split_due(words, today=TODAY) == (words, None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2026-11-20", "has passed: today is 2026-11-21"),
        ("2026-02-30", "There is no day 2026-02-30"),
        ("31 feb", "There is no day 31 feb"),
        ("2099-01-01", "more than 5 years ahead"),
        ("whenever", "“whenever” says no day"),
    ],
)
def test_what_is_no_day_ahead_is_refused_with_the_rule(said: str, told: str) -> None:
    with pytest.raises(Mistake) as refused:
        due_of(said, today=TODAY)
    assert told in refused.value.message
    assert refused.value.field == "due"


days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


@given(days, st.integers(0, 6), st.booleans())
def test_a_weekday_is_the_next_one(today: date, number: int, later: bool) -> None:
    name = f"{date(2026, 11, 23) + timedelta(days=number):%A}"
    due = due_of(f"next {name}" if later else name, today=today)
    assert due.weekday() == number
    ahead = (due - today).days
    assert 1 <= ahead <= (13 if later else 7)


@given(st.text(max_size=60), days)
def test_whatever_is_typed_keeps_its_words_or_is_refused(
    words: str, today: date
) -> None:
    try:
        rest, due = split_due(words, today=today)
    except Mistake:
        return
    assert rest in words
    assert due is None or due >= today


@given(days, st.integers(1, 60), st.sampled_from(["days", "weeks", "months"]))
def test_a_span_lies_ahead(today: date, count: int, unit: str) -> None:
    assert due_of(f"in {count} {unit}", today=today) > today


def test_a_span_of_many_years_is_refused() -> None:
    with pytest.raises(Mistake, match="5 years"):
        due_of("in 999 weeks", today=TODAY)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Renew the key by fryday", "fryday"),
        ("Renew the key due tomorow", "tomorow"),
        ("Renew the key on wendesday", "wendesday"),
        ("Renew the key by 12/1", "12/1"),
        ("Renew the key by 01.12.2026", "01.12.2026"),
    ],
)
def test_a_mistyped_day_is_refused_and_not_kept_as_text(words: str, said: str) -> None:
    with pytest.raises(Mistake, match=f"“{said}” says no day. Write one like") as told:
        split_due(words, today=TODAY)
    assert told.value.field == "due"


@pytest.mark.parametrize(
    "words",
    [
        "No releases on Sundays",
        "Replace it by hand",
        "Write down what it is due to",
        "Look at fryday",
        "Turn the feature on",
    ],
)
def test_other_words_at_the_end_are_text(words: str) -> None:
    assert split_due(words, today=TODAY) == (words, None)
