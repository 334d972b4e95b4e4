"""The engines that ring and write: there, with their settings, taken by the vendor."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from backoffice.doctor.examination import Matter
from bot.findings import Finding, bad, good, unknown
from incidents.outbox.values import ProviderError
from integrations import engines
from integrations.engines import CALL, SMS, NoEngine

WHERE = "docs/engines.md says which settings an engine has."
WORDS = {CALL: "Calls", SMS: "SMS"}
LOCAL = ("127.0.0.1", "localhost", "::1")


def check() -> Iterator[Finding]:
    for way, words in WORDS.items():
        try:
            engine = engines.serving(way)
        except NoEngine as error:
            yield unknown(f"{words}: nobody is reached. {error}", WHERE)
            continue
        try:
            engine.prove()
        except ProviderError as error:
            yield bad(f"{words} by {engine.name}: {error.message}", WHERE)
        else:
            yield good(f"{words} by {engine.name}.")
    yield from _address()


def _address() -> Iterator[Finding]:
    """Twilio itself asks what to say at the public address."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    theirs = "twilio.com" in (urlsplit(settings.TWILIO_API_URL).hostname or "")
    if theirs and settings.TWILIO_ACCOUNT_SID and host in LOCAL:
        yield bad(
            f"Twilio does not reach PUBLIC_URL, which is {settings.PUBLIC_URL}.",
            "Set PUBLIC_URL to the https address of Muster.",
        )


MATTER = Matter(heading="Phones", rank=60, check=check)
