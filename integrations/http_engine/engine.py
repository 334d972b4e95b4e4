"""POSTs each call and SMS as JSON, signed, to HTTP_ENGINE_URL."""

import json
from collections.abc import Sequence
from datetime import datetime

import httpx
from django.conf import settings

from incidents.outbox.values import ProviderError
from integrations import signed
from integrations.engines import CALL, SMS, Message, Report, Urls
from integrations.outside import Address, NotOutside, Settings, reachable

LONGEST_ANSWER = 10_000
LONGEST_ID = 80
NAMED = Settings(url="HTTP_ENGINE_URL", inside="HTTP_ENGINE_INSIDE")


class HttpEngine:
    """The gateway gets each request under one id, so that a copy can be overlooked."""

    name = "http"
    ways = frozenset({CALL, SMS})

    def configured(self) -> bool:
        return bool(settings.HTTP_ENGINE_URL and settings.HTTP_ENGINE_SECRET)

    def prove(self) -> None:
        """Its address is looked up; nothing is sent."""
        try:
            _address()
        except NotOutside as error:
            raise ProviderError(str(error), permanent=True) from None

    def pace(self, way: str) -> tuple[str, float]:
        """The gateway paces itself."""
        return self.name, 0.0

    def send(self, message: Message, to: str, urls: Urls) -> str:
        wanted = f"page-{message.page}"
        answer = self._post(
            {
                "do": "send",
                "id": wanted,
                "way": message.way,
                "to": to,
                "text": message.text,
                "spoken": message.spoken,
                "language": message.language,
                "facts": dict(message.facts),
            }
        )
        return str(answer.get("id") or wanted)[:LONGEST_ID]

    def find(self, message: Message, to: str, *, since: datetime) -> Sequence[str]:
        """The same id goes out again: it is for the gateway to overlook a copy."""
        return ()

    def cancel(self, way: str, vendor_id: str) -> None:
        self._post({"do": "cancel", "id": vendor_id, "way": way})

    def check(self, way: str, vendor_id: str) -> Report | None:
        """What a gateway answers as `status` is believed, if it is one of KNOWN."""
        answer = self._post({"do": "check", "id": vendor_id, "way": way})
        status = str(answer.get("status") or "")
        if status not in KNOWN:
            return None
        return Report(status=status, code=status, final=KNOWN[status])

    def _post(self, body: dict[str, object]) -> dict[str, object]:
        """Raises ProviderError, whose text has nothing of what was sent."""
        try:
            address = _address()
        except NotOutside as error:
            raise ProviderError(str(error), permanent=True) from None
        raw = json.dumps(body).encode()
        headers = signed.headers(address, raw, secret=settings.HTTP_ENGINE_SECRET)
        try:
            # To the address that was looked at: a name may change in between.
            with httpx.Client(timeout=signed.timeout(), trust_env=False) as http:
                answer = http.post(
                    address.url,
                    content=raw,
                    headers=headers,
                    extensions={"sni_hostname": address.name},
                )
        except httpx.ConnectError:
            raise ProviderError("The HTTP engine is not reached") from None
        except httpx.HTTPError as error:
            raise ProviderError(
                f"The HTTP engine did not answer ({type(error).__name__})",
                in_doubt=True,
            ) from None
        return _read(answer)


def _address() -> Address:
    """Raises NotOutside."""
    inside = settings.HTTP_ENGINE_INSIDE
    return reachable(settings.HTTP_ENGINE_URL, inside=inside, named=NAMED)


KNOWN = {
    "ringing": False,
    "answered": False,
    "delivered": True,
    "busy": True,
    "no_answer": True,
    "voicemail": True,
    "failed": True,
}


def _read(answer: httpx.Response) -> dict[str, object]:
    if answer.status_code >= 500:
        text = f"The HTTP engine failed ({answer.status_code})"
        raise ProviderError(text, in_doubt=True)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise ProviderError("The HTTP engine asks for a pause (429)")
    if not answer.is_success:
        raise ProviderError(
            f"The HTTP engine refused it ({answer.status_code})", permanent=True
        )
    if len(answer.content) > LONGEST_ANSWER:
        return {}
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
