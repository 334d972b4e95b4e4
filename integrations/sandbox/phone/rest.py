"""What Twilio's REST API does with each request, faults aside."""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import phonenumbers

from integrations.sandbox.phone.errors import TwilioError
from integrations.sandbox.phone.network import PhoneNetwork
from integrations.sandbox.phone.values import API, Call, Message, new_sid
from integrations.sandbox.types import Json

Form = Mapping[str, list[str]]
EVENTS = ("initiated", "ringing", "answered", "completed")
LONGEST_RING = 600.0
LONGEST_BODY = 1600
LONGEST_TWIML = 4000
PAGE_SIZE = 50
# Twilio's own magic numbers. Source: twilio.com/docs/iam/test-credentials.
MAGIC_CALLS = {
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
}
MAGIC_MESSAGES = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


def one(form: Form, name: str, default: str = "") -> str:
    """A parameter that is given once."""
    return next(iter(form.get(name, [])), default)


def create_call(network: PhoneNetwork, form: Form) -> Json:
    """POST /Calls. Raises TwilioError."""
    to, from_ = one(form, "To"), one(form, "From")
    if not to or not from_:
        raise TwilioError(21213 if to else 21201)
    _check_number(to, MAGIC_CALLS)
    if from_ != network.number:
        raise TwilioError(21210, from_)
    url, twiml = one(form, "Url"), one(form, "Twiml")
    if (url or not twiml) and not _is_url(url):
        raise TwilioError(21205, url)
    if len(twiml) > LONGEST_TWIML:
        raise TwilioError(20001, "Twiml is longer than 4000 characters")
    call = Call(
        sid=new_sid("CA"),
        to=to,
        from_=from_,
        created=network.now(),
        url=url,
        twiml="" if url else twiml,
        method=one(form, "Method", "POST").upper(),
        fallback_url=one(form, "FallbackUrl"),
        status_callback=_callback(one(form, "StatusCallback")),
        events=_events(form),
        ring_seconds=_ring(one(form, "Timeout", "60")),
        detects_machines=bool(one(form, "MachineDetection")),
        detects_beside=one(form, "AsyncAmd") == "true",
        amd_callback=_callback(one(form, "AsyncAmdStatusCallback")),
    )
    network.place(call)
    return call.resource(network.account)


def _events(form: Form) -> tuple[str, ...]:
    """Without any, the end alone is told."""
    asked = tuple(form.get("StatusCallbackEvent", [])) or ("completed",)
    for each in asked:
        if each not in EVENTS:
            raise TwilioError(20001, f"StatusCallbackEvent is invalid: {each}")
    return asked


def _ring(text: str) -> float:
    if not text.isdecimal() or not 0 < int(text) <= LONGEST_RING:
        raise TwilioError(20001, f"Timeout is invalid: {text}")
    return float(text)


def _callback(url: str) -> str:
    if url and not _is_url(url):
        raise TwilioError(21609, url)
    return url


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _check_number(to: str, magic: Mapping[str, int]) -> None:
    if to in magic:
        raise TwilioError(magic[to], to)
    if not _is_number(to):
        raise TwilioError(21211, to)


def _is_number(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return False


def fetch_call(network: PhoneNetwork, sid: str) -> Json:
    """GET /Calls/{sid}. Raises TwilioError."""
    return _call(network, sid).resource(network.account)


def update_call(network: PhoneNetwork, sid: str, form: Form) -> Json:
    """POST /Calls/{sid} with a Status. Raises TwilioError."""
    call = _call(network, sid)
    status = one(form, "Status")
    if status not in {"canceled", "completed"}:
        raise TwilioError(20001, f"Status is invalid: {status}")
    if not call.is_over:
        network.end(call, status)
    return call.resource(network.account)


def _call(network: PhoneNetwork, sid: str) -> Call:
    call = network.calls.get(sid)
    if call is None:
        raise TwilioError(20404, f"/{API}/Accounts/{network.account}/Calls/{sid}.json")
    return call


def list_calls(network: PhoneNetwork, form: Form) -> Json:
    """GET /Calls, the newest first, filtered. Raises TwilioError."""
    wanted = {"to": one(form, "To"), "from_": one(form, "From")}
    wanted["status"] = one(form, "Status")
    after, before = _time(form, "StartTime>"), _time(form, "StartTime<")
    rows = [
        call
        for call in reversed(network.calls.values())
        if all(
            not value or getattr(call, key) == value for key, value in wanted.items()
        )
        and (after is None or (call.started or 0) >= after)
        and (before is None or (call.started or 0) <= before)
    ]
    return _paged(network, "Calls", [c.resource(network.account) for c in rows], form)


def _time(form: Form, name: str) -> float | None:
    text = one(form, name)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        try:
            return parsedate_to_datetime(text).timestamp()
        except ValueError as error:
            raise TwilioError(20001, f"{name} is invalid") from error


def _paged(network: PhoneNetwork, what: str, rows: list[Json], form: Form) -> Json:
    size = int(one(form, "PageSize", str(PAGE_SIZE)))
    page = int(one(form, "Page", "0"))
    here = f"/{API}/Accounts/{network.account}/{what}.json?PageSize={size}"
    part = rows[page * size : (page + 1) * size]
    onward = f"{here}&Page={page + 1}" if len(rows) > (page + 1) * size else None
    return {
        what.lower(): part,
        "end": page * size + max(len(part) - 1, 0),
        "first_page_uri": f"{here}&Page=0",
        "next_page_uri": onward,
        "page": page,
        "page_size": size,
        "previous_page_uri": f"{here}&Page={page - 1}" if page else None,
        "start": page * size,
        "uri": f"{here}&Page={page}",
    }


def create_message(network: PhoneNetwork, form: Form) -> Json:
    """POST /Messages. Raises TwilioError."""
    to, from_, body = one(form, "To"), one(form, "From"), one(form, "Body")
    for missing, code in ((to, 21604), (from_, 21603), (body, 21602)):
        if not missing:
            raise TwilioError(code)
    if len(body) > LONGEST_BODY:
        raise TwilioError(21617)
    _check_number(to, MAGIC_MESSAGES)
    if from_ != network.number:
        raise TwilioError(21606, from_)
    if to in network.stopped:
        raise TwilioError(21610)
    message = Message(
        sid=new_sid("SM"),
        to=to,
        from_=from_,
        body=body,
        created=network.now(),
        status_callback=_callback(one(form, "StatusCallback")),
    )
    network.post(message)
    return message.resource(network.account) | {"status": "queued"}


def fetch_message(network: PhoneNetwork, sid: str) -> Json:
    """GET /Messages/{sid}. Raises TwilioError."""
    message = network.messages.get(sid)
    if message is None:
        where = f"/{API}/Accounts/{network.account}/Messages/{sid}.json"
        raise TwilioError(20404, where)
    return message.resource(network.account)


def list_messages(network: PhoneNetwork, form: Form) -> Json:
    """GET /Messages, the newest first."""
    to, from_ = one(form, "To"), one(form, "From")
    rows = [
        message.resource(network.account)
        for message in reversed(network.messages.values())
        if to in {"", message.to} and from_ in {"", message.from_}
    ]
    return _paged(network, "Messages", rows, form)


Run = Callable[[PhoneNetwork, str, Form], Json]
ROUTES: dict[tuple[str, str, bool], tuple[str, int, Run]] = {
    ("POST", "Calls", False): (
        "calls.create",
        201,
        lambda network, _sid, form: create_call(network, form),
    ),
    ("GET", "Calls", False): (
        "calls.list",
        200,
        lambda network, _sid, form: list_calls(network, form),
    ),
    ("GET", "Calls", True): (
        "calls.fetch",
        200,
        lambda network, sid, _form: fetch_call(network, sid),
    ),
    ("POST", "Calls", True): ("calls.update", 200, update_call),
    ("POST", "Messages", False): (
        "messages.create",
        201,
        lambda network, _sid, form: create_message(network, form),
    ),
    ("GET", "Messages", False): (
        "messages.list",
        200,
        lambda network, _sid, form: list_messages(network, form),
    ),
    ("GET", "Messages", True): (
        "messages.fetch",
        200,
        lambda network, sid, _form: fetch_message(network, sid),
    ),
}
"""(verb, resource, whether one is named): fault's name, status, what it does."""
