"""Which number stands behind a redirect number now.

Source: the Perl module WWW::FleXtel; whether the service still answers is not known.
Number, PIN and address are in no log and no error.
"""

import csv

import httpx
from django.conf import settings

from incidents.contacts.numbers import e164
from incidents.outbox.values import ProviderError
from incidents.values import Mistake

SECONDS = 5.0
LONGEST = 10_000
COUNTRY = "+44"
PATH = "/cgi-bin/reroute.sh"


def number(redirect: str, pin: str) -> str:
    """The number in E.164 that `redirect`, of the United Kingdom, leads to now.

    Raises ProviderError.
    """
    asked = {
        "mode": "getpin",
        "flextel": f"0{redirect.removeprefix(COUNTRY)}",
        "pin": pin,
        "alt": "simple",
    }
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            answer = client.get(f"{settings.FLEXTEL_URL}{PATH}", params=asked)
    except httpx.HTTPError as error:
        # Not its text: that has the address, which has the PIN.
        raise ProviderError(f"Flextel: {type(error).__name__}") from None
    if answer.status_code != httpx.codes.OK:
        raise ProviderError(f"Flextel answered {answer.status_code}")
    return _destination(answer.text[:LONGEST])


def _destination(text: str) -> str:
    """Field 0 of its CSV, a British number as dialled at home or abroad."""
    row = next(csv.reader([text.strip()]), [])
    dialled = "".join(row[0].split()) if row else ""
    if dialled.startswith("00"):
        dialled = f"+{dialled[2:]}"
    elif dialled.startswith("0"):
        dialled = f"{COUNTRY}{dialled[1:]}"
    try:
        return e164(dialled)
    except Mistake:
        raise ProviderError("Flextel named no number: is the PIN right?") from None
