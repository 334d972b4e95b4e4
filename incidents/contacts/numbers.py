"""Phone numbers as E.164, read strictly: one that is misread rings a stranger.

By the `phonenumbers` library, Google's libphonenumber.
"""

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from incidents.values import Mistake

FIELD = "address"
LONGEST = 40
LOOKS = "Write it with its country, such as +44 7700 900123."
REFUSED = {
    PhoneNumberType.PREMIUM_RATE: "Premium-rate numbers are not called.",
    PhoneNumberType.SHARED_COST: "Shared-cost numbers are not called.",
}
# What people put between digits; anything else is no part of a number.
_BETWEEN = str.maketrans("", "", " \u00a0-–().\u200e\u202a\u202c")


def e164(text: str) -> str:
    """The number as `+447700900123`. Raises Mistake with the rule that it breaks."""
    typed = text.translate(_BETWEEN)
    if not typed:
        raise Mistake(f"The number is empty. {LOOKS}", field=FIELD)
    _begins_well(typed)
    if not typed[1:].isascii() or not typed[1:].isdigit() or len(typed) > LONGEST:
        raise Mistake(f"A number is + and digits alone. {LOOKS}", field=FIELD)
    return _checked(typed)


def _begins_well(typed: str) -> None:
    if typed.startswith("00"):
        raise Mistake(
            f"00 depends on where one dials: write + instead, as in +{typed[2:]}.",
            field=FIELD,
        )
    if typed.startswith("0"):
        raise Mistake(
            "A number with a leading 0 does not say its country: leave the 0 out and "
            f"put the country first. {LOOKS}",
            field=FIELD,
        )
    if not typed.startswith("+"):
        raise Mistake(f"The number does not begin with +. {LOOKS}", field=FIELD)


def _checked(typed: str) -> str:
    try:
        number = phonenumbers.parse(typed, None)
    except NumberParseException:
        raise Mistake(f"No country has this number. {LOOKS}", field=FIELD) from None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if written != typed:
        raise Mistake(
            f"The 0 after +{number.country_code} is dialled at home only: "
            f"write {written}.",
            field=FIELD,
        )
    # A local number is possible too, for who dials from the same town.
    found = phonenumbers.is_possible_number_with_reason(number)
    if found != ValidationResult.IS_POSSIBLE:
        raise Mistake(
            f"Numbers of +{number.country_code} are longer or shorter than this one.",
            field=FIELD,
        )
    if refused := REFUSED.get(phonenumbers.number_type(number)):
        raise Mistake(refused, field=FIELD)
    return written


def hidden(number: str) -> str:
    """Enough of it to know one's own: `+44 … 123`."""
    code = phonenumbers.parse(number, None).country_code
    return f"+{code} … {number[-3:]}"
