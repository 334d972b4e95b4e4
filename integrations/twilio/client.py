"""The one module that talks to Twilio's REST API, by its SDK. No number leaves it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from requests import ConnectionError as NotConnected
from requests import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from incidents.outbox.values import ProviderError

Found = TypeVar("Found")
# A page falls back to the next way within 30 s: a slow answer is not waited for long.
LONGEST_CALL = 5.0
VENDOR = "https://api.twilio.com"
# What a person must mend. Source: twilio.com/docs/api/errors.
REFUSED = {
    20003: "Twilio does not take TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    20404: "Twilio has nothing of this id",
    21205: "Twilio does not take PUBLIC_URL as an address",
    21210: "TWILIO_FROM is no number of this account",
    21211: "Twilio takes it for no number",
    21212: "TWILIO_FROM is no number",
    21214: "Twilio cannot reach this number",
    21215: "The account may not call this country: see Twilio's geo permissions",
    21216: "Twilio does not call this number",
    21217: "Twilio takes it for no number",
    21219: "A trial account calls verified numbers alone",
    21408: "The account may not write to this country: see Twilio's geo permissions",
    21606: "TWILIO_FROM takes no part in SMS",
    21609: "Twilio does not take PUBLIC_URL for its reports",
    21610: "They answered STOP: no SMS until they answer START",
    21612: "Twilio cannot write to this number",
    21614: "This number is no mobile",
}
TOO_MANY = 20429


class _Http(TwilioHttpClient):  # type: ignore[misc]
    """The SDK's own, to TWILIO_API_URL, and silent: it would log numbers."""

    def __init__(self) -> None:
        super().__init__(timeout=min(LONGEST_CALL, settings.CALL_TIMEOUT_SECONDS))

    def request(self, method: str, url: str, **more: Any) -> Response:
        if url.startswith(VENDOR):
            url = settings.TWILIO_API_URL + url.removeprefix(VENDOR)
        return super().request(method, url, **more)

    def log_request(self, *_: Any) -> None:
        """Say nothing."""

    def log_response(self, *_: Any) -> None:
        """Say nothing."""


def client() -> Client:
    """One for the settings as they are; it holds no connection beyond a call."""
    return Client(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        http_client=_Http(),
    )


def ask(act: Callable[[Client], Found], *, changes: bool) -> Found:
    """Do something with it. Raises ProviderError, in doubt when it `changes` something
    and may have done so.
    """
    try:
        return act(client())
    except TwilioRestException as error:
        raise _refused(error.status, error.code, changes=changes) from None
    except TwilioException as error:
        # A list that is refused comes as its answer alone.
        status = next((a.status_code for a in error.args if isinstance(a, Response)), 0)
        if status == 401:
            raise _refused(status, 20003, changes=False) from None
        raise ProviderError(f"Twilio did not answer as it should ({status})") from None
    except RequestException as error:
        raise ProviderError(
            f"Twilio did not answer ({type(error).__name__})",
            in_doubt=changes and not _never_sent(error),
        ) from None


def _refused(status: int, code: int, *, changes: bool) -> ProviderError:
    """Source: a 429 was never processed; a 5xx may have been."""
    if status == 429 or code == TOO_MANY:
        return ProviderError(
            "Twilio asks for a pause (20429): raise the account's calls a second, or "
            "lower TWILIO_CALLS_PER_SECOND"
        )
    if status >= 500:
        return ProviderError(f"Twilio failed ({status})", in_doubt=changes)
    text = REFUSED.get(code, "Twilio refused it")
    return ProviderError(f"{text} ({code}).", permanent=True)


def _never_sent(error: RequestException) -> bool:
    if isinstance(error, ConnectTimeout):
        return True
    reason = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    return isinstance(error, NotConnected) and isinstance(reason, NewConnectionError)
