"""A call and a message, as Twilio's REST API shows them. Times are Unix seconds."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from integrations.sandbox.types import Json

API = "2010-04-01"
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def new_sid(prefix: str) -> str:
    """Two letters and 32 hexadecimal digits, as all of Twilio's ids."""
    return prefix + secrets.token_hex(16)


def rfc2822(at: float | None) -> str | None:
    """A time as Twilio writes it."""
    if at is None:
        return None
    return format_datetime(datetime.fromtimestamp(at, UTC))


@dataclass
class Call:
    """One outgoing call. `heard` is what the phone's owner heard and did, in order.

    `gather` is set while keys are waited for: how many, and which one ends them.
    """

    sid: str
    to: str
    from_: str
    created: float
    url: str = ""
    twiml: str = ""
    method: str = "POST"
    fallback_url: str = ""
    status_callback: str = ""
    events: tuple[str, ...] = ("completed",)
    ring_seconds: float = 60.0
    detects_machines: bool = False
    detects_beside: bool = False
    amd_callback: str = ""
    status: str = "queued"
    queue_ms: int = 0
    started: float | None = None
    ended: float | None = None
    answered_by: str | None = None
    sequence: int = 0
    heard: list[Json] = field(default_factory=list)
    gather: Json | None = None

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def seconds(self) -> int:
        """How long it lasted."""
        if self.started is None or self.ended is None:
            return 0
        return round(self.ended - self.started)

    def resource(self, account: str) -> Json:
        """The Call resource."""
        uri = f"/{API}/Accounts/{account}/Calls/{self.sid}"
        parts = ("notifications", "recordings", "payments", "events", "siprec")
        return {
            "sid": self.sid,
            "account_sid": account,
            "annotation": None,
            "answered_by": self.answered_by,
            "api_version": API,
            "caller_name": None,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.ended or self.started or self.created),
            "direction": "outbound-api",
            "duration": str(self.seconds) if self.is_over else None,
            "start_time": rfc2822(self.started),
            "end_time": rfc2822(self.ended),
            "forwarded_from": None,
            "from": self.from_,
            "from_formatted": self.from_,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": str(self.queue_ms),
            "status": self.status,
            "subresource_uris": {each: f"{uri}/{each.title()}.json" for each in parts},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }

    def shown(self) -> Json:
        """As the phone itself shows it."""
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.from_,
            "status": self.status,
            "at": self.created,
            "ended": self.ended,
            "answered_by": self.answered_by,
            "heard": self.heard,
            "gather": self.gather,
        }


@dataclass
class Message:
    """One SMS, either way. `direction` is outbound-api, outbound-reply or inbound."""

    sid: str
    to: str
    from_: str
    body: str
    created: float
    direction: str = "outbound-api"
    status: str = "queued"
    status_callback: str = ""
    error_code: int | None = None
    sent: float | None = None

    @property
    def segments(self) -> int:
        """As GSM 03.38 or UCS-2 counts them, roughly."""
        plain = self.body.isascii()
        whole, part = (160, 153) if plain else (70, 67)
        length = len(self.body)
        return 1 if length <= whole else -(-length // part)

    def resource(self, account: str) -> Json:
        """The Message resource."""
        uri = f"/{API}/Accounts/{account}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": API,
            "body": self.body,
            "date_created": rfc2822(self.created),
            "date_sent": rfc2822(self.sent),
            "date_updated": rfc2822(self.sent or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": str(self.segments),
            "price": None,
            "price_unit": "USD",
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    def shown(self) -> Json:
        """As the phone itself shows it."""
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.from_,
            "text": self.body,
            "direction": self.direction,
            "status": self.status,
            "at": self.created,
        }
