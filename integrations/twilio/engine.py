"""Twilio as a notification engine."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from twilio.twiml.voice_response import VoiceResponse

from integrations.engines import CALL, SMS, Message, Report, Urls
from integrations.twilio import statuses
from integrations.twilio.client import ask

EVENTS = ["initiated", "ringing", "answered", "completed"]
NEWEST = 20


class TwilioEngine:
    """Source: twilio.com/docs/voice/api/call-resource."""

    name = "twilio"
    ways = frozenset({CALL, SMS})

    def configured(self) -> bool:
        return bool(
            settings.TWILIO_ACCOUNT_SID
            and settings.TWILIO_AUTH_TOKEN
            and settings.TWILIO_FROM
        )

    def prove(self) -> None:
        ask(lambda client: client.calls.list(limit=1), changes=False)

    def pace(self, way: str) -> tuple[str, float]:
        """SMS are queued by Twilio, and not paced here."""
        rate = settings.TWILIO_CALLS_PER_SECOND if way == CALL else 0.0
        return f"twilio:{settings.TWILIO_ACCOUNT_SID}", rate

    def send(self, message: Message, to: str, urls: Urls) -> str:
        place = self._call if message.way == CALL else self._sms
        return place(message, to, urls)

    def _call(self, message: Message, to: str, urls: Urls) -> str:
        asked: dict[str, Any] = {
            "to": to,
            "from_": settings.TWILIO_FROM,
            "timeout": settings.TWILIO_RING_SECONDS,
        }
        if message.page:
            asked |= {
                "url": urls.voice,
                "status_callback": urls.status,
                "status_callback_event": EVENTS,
            }
        else:
            said = VoiceResponse()
            said.say(message.spoken)
            asked["twiml"] = str(said)
        if message.page and settings.TWILIO_DETECT_VOICEMAIL:
            # Beside the call, so that nobody who answers waits for it in silence.
            asked |= {
                "machine_detection": "Enable",
                "async_amd": "true",
                "async_amd_status_callback": urls.machine,
            }
        call = ask(lambda client: client.calls.create(**asked), changes=True)
        return str(call.sid)

    def _sms(self, message: Message, to: str, urls: Urls) -> str:
        asked = {"to": to, "from_": settings.TWILIO_FROM, "body": message.text}
        if message.page:
            asked["status_callback"] = urls.status
        sent = ask(lambda client: client.messages.create(**asked), changes=True)
        return str(sent.sid)

    def find(self, message: Message, to: str, *, since: datetime) -> Sequence[str]:
        """Twilio has no key that makes a call happen once: what went to this number is
        looked through instead.
        """

        def listed(client: Any) -> list[Any]:
            if message.way == CALL:
                return list(client.calls.list(to=to, limit=NEWEST))
            rows = client.messages.list(to=to, limit=NEWEST)
            return [row for row in rows if row.body == message.text]

        rows = ask(listed, changes=False)
        return [str(row.sid) for row in rows if row.date_created >= since]

    def cancel(self, way: str, vendor_id: str) -> None:
        """Source: `canceled` ends what is queued or ringing, and no more."""
        if way == CALL:
            ask(
                lambda client: client.calls(vendor_id).update(status="canceled"),
                changes=False,
            )

    def check(self, way: str, vendor_id: str) -> Report | None:
        if way == CALL:
            call = ask(lambda client: client.calls(vendor_id).fetch(), changes=False)
            by = call.answered_by or ""
            return statuses.report(way, str(call.status), answered_by=by)
        sms = ask(lambda client: client.messages(vendor_id).fetch(), changes=False)
        code = str(sms.error_code or "")
        return statuses.report(way, str(sms.status), code=code)
