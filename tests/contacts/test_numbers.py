"""Numbers are read strictly: one that is misread rings a stranger at night."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.contacts.numbers import e164, hidden
from incidents.values import Mistake


@pytest.mark.parametrize(
    "typed",
    ["+447700900123", "+44 7700 900123", "+44 (7700) 900-123", " +44.7700.900.123 "],
)
def test_a_number_with_its_country_is_kept_as_e164(typed: str) -> None:
    assert e164(typed) == "+447700900123"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("07700 900123", "leading 0 does not say its country"),
        ("0044 7700 900123", "write + instead, as in +447700900123"),
        ("+44 07700 900123", "dialled at home only: write +447700900123"),
        ("7700900123", "does not begin with +"),
        ("+44 7700 90012x", "+ and digits alone"),
        ("+٤٤7700900123", "+ and digits alone"),
        ("+44 7700", "longer or shorter"),
        ("+999 1234567", "No country has this number"),
        ("+44 9098 790000", "Premium-rate numbers are not called"),
        ("", "The number is empty"),
        ("+", "+ and digits alone"),
    ],
)
def test_any_other_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(Mistake) as caught:
        e164(typed)
    assert said in caught.value.message
    assert caught.value.field == "address"


@given(st.text(alphabet="+0123456789 ()-.x٤", max_size=24))
def test_what_is_taken_is_e164_and_is_taken_again_unchanged(typed: str) -> None:
    try:
        number = e164(typed)
    except Mistake:
        return
    assert number == e164(number)
    assert phonenumbers.is_possible_number(phonenumbers.parse(number, None))
    assert [c for c in typed if c.isdigit()] == list(number[1:])


def test_a_number_is_shown_by_its_ends() -> None:
    assert hidden("+447700900123") == "+44 … 123"
