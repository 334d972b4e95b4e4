"""The sandbox's phone network, driven by Twilio's own SDK over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.phones.app import PhoneApp
from tests.sandbox_process import Sandbox, eventually

MENU = """<Response>
<Gather action="{url}/key" numDigits="1" timeout="8">
<Say>Checkout is down. Press 1 to acknowledge.</Say></Gather>
<Say>Good bye.</Say></Response>"""
ADA = "+447700900101"
NOBODY = "+447700900555"


class SandboxHttp(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's SDK, sent to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=3)
        self._url = url

    def request(self, method: str, url: str, **more: Any) -> Response:
        return super().request(
            method, url.replace("https://api.twilio.com", self._url), **more
        )


@pytest.fixture(scope="module")
def parts() -> Iterator[tuple[Sandbox, PhoneApp]]:
    with PhoneApp() as app, Sandbox(app_url=f"{app.url}/slack/events") as slack:
        yield slack, app


@pytest.fixture
def slack(parts: tuple[Sandbox, PhoneApp]) -> Sandbox:
    slack, app = parts
    slack.reset()
    slack.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})
    app.requests.clear()
    app.decide = lambda asked: (
        MENU.format(url=app.url) if asked.path == "/voice" else "<Response/>"
    )
    return slack


@pytest.fixture
def app(parts: tuple[Sandbox, PhoneApp], slack: Sandbox) -> PhoneApp:
    return parts[1]


def client(slack: Sandbox, token: str | None = None) -> Client:
    return Client(
        slack.twilio_sid,
        token or slack.twilio_token,
        http_client=SandboxHttp(slack.url),
    )


def call(slack: Sandbox, app: PhoneApp, to: str = ADA, **more: Any) -> str:
    placed = client(slack).calls.create(
        to=to,
        from_=slack.twilio_number,
        url=f"{app.url}/voice",
        status_callback=f"{app.url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        **more,
    )
    return str(placed.sid)


def ringing(slack: Sandbox, user: str = "ada") -> dict[str, Any]:
    found: dict[str, Any] = eventually(
        lambda: next(
            (
                each
                for each in slack.state(user)["phone"]["calls"]
                if each["status"] == "ringing"
            ),
            None,
        )
    )
    return found


def ended(slack: Sandbox, sid: str, status: str) -> None:
    eventually(lambda: client(slack).calls(sid).fetch().status == status)


def test_a_phone_rings_speaks_and_its_key_reaches_the_app(
    slack: Sandbox, app: PhoneApp
) -> None:
    sid = call(slack, app)
    ringing(slack)
    slack.phone("ada", "answer")
    eventually(lambda: slack.state("ada")["phone"]["calls"][-1]["gather"])
    heard = slack.state("ada")["phone"]["calls"][-1]["heard"]
    assert heard[0]["text"] == "Checkout is down. Press 1 to acknowledge."
    slack.phone("ada", "key", key="1")
    ended(slack, sid, "completed")
    (pressed,) = app.to("/key")
    assert pressed.form["Digits"] == "1"
    assert pressed.form["CallSid"] == sid


def test_every_request_is_signed_as_the_vendor_signs(
    slack: Sandbox, app: PhoneApp
) -> None:
    call(slack, app)
    ringing(slack)
    slack.phone("ada", "answer")
    eventually(lambda: app.to("/voice"))
    slack.phone("ada", "hang_up")
    eventually(lambda: len(app.to("/status")) == 4)
    validator = RequestValidator(slack.twilio_token)
    for asked in app.requests:
        assert validator.validate(app.url + asked.path, asked.form, asked.signature)
    told = {a.form["SequenceNumber"]: a.form["CallStatus"] for a in app.to("/status")}
    assert told == {
        "0": "initiated",
        "1": "ringing",
        "2": "in-progress",
        "3": "completed",
    }


@pytest.mark.parametrize(
    ("what", "status"),
    [("busy", "busy"), ("decline", "busy"), ("no_answer", "no-answer")],
)
def test_an_unanswered_call_ends_as_the_vendor_says(
    slack: Sandbox, app: PhoneApp, what: str, status: str
) -> None:
    sid = call(slack, app)
    ringing(slack)
    slack.phone("ada", what)
    ended(slack, sid, status)
    assert app.to("/voice") == []


def test_voicemail_is_detected_and_presses_no_key(
    slack: Sandbox, app: PhoneApp
) -> None:
    sid = call(
        slack,
        app,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{app.url}/amd",
    )
    ringing(slack)
    slack.phone("ada", "voicemail")
    ended(slack, sid, "completed")
    (told,) = eventually(lambda: app.to("/amd"))
    assert told.form["AnsweredBy"] == "machine_start"
    assert app.to("/key") == []


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("07700900101", 21211),
        ("+15005550001", 21217),
        ("+15005550002", 21214),
        ("+15005550003", 21215),
    ],
)
def test_numbers_that_cannot_be_called_are_refused(
    slack: Sandbox, app: PhoneApp, to: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        call(slack, app, to=to)
    assert (caught.value.status, caught.value.code) == (400, code)


@pytest.mark.parametrize("code", [21219, 21609])
def test_any_error_comes_on_demand(slack: Sandbox, app: PhoneApp, code: int) -> None:
    slack.fault("twilio:calls.create", "error", error=str(code))
    with pytest.raises(TwilioRestException) as caught:
        call(slack, app)
    assert caught.value.code == code


def test_a_wrong_token_is_told_to_authenticate(slack: Sandbox) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client(slack, "wrong").calls(f"CA{'0' * 32}").fetch()
    assert (caught.value.status, caught.value.code) == (401, 20003)


def test_a_rate_limit_and_an_outage_come_on_demand(
    slack: Sandbox, app: PhoneApp
) -> None:
    for kind, status, code in (("429", 429, 20429), ("503", 503, 20503)):
        slack.fault("twilio:*", kind)
        with pytest.raises(TwilioRestException) as caught:
            call(slack, app)
        assert (caught.value.status, caught.value.code) == (status, code)


def test_a_call_whose_answer_is_lost_is_in_the_list(
    slack: Sandbox, app: PhoneApp
) -> None:
    slack.fault("twilio:calls.create", "drop_after")
    with pytest.raises(RequestException):
        call(slack, app)
    (there,) = client(slack).calls.list(to=ADA)
    assert there.status in {"queued", "ringing"}
    assert client(slack).calls.list(to=NOBODY) == []


def test_calls_leave_the_queue_so_many_a_second_and_can_be_cancelled_there(
    slack: Sandbox, app: PhoneApp
) -> None:
    slack.put("/_sandbox/settings", {"calls_per_second": 0.1})
    call(slack, app, to=NOBODY)
    queued = call(slack, app)
    assert client(slack).calls(queued).fetch().status == "queued"
    client(slack).calls(queued).update(status="canceled")
    ended(slack, queued, "canceled")


def test_an_sms_arrives_and_stop_is_respected(slack: Sandbox, app: PhoneApp) -> None:
    texts = client(slack).messages
    texts.create(to=ADA, from_=slack.twilio_number, body="INC-1: ACK 1?")
    (thread,) = eventually(lambda: slack.state("ada")["phone"]["sms"])
    assert thread["text"] == "INC-1: ACK 1?"
    app.decide = lambda _asked: "<Response><Message>Yours.</Message></Response>"
    assert slack.sms("ada", "ACK 1")["reply"] == "Yours."
    (told,) = app.to("/twilio/sms")
    assert (told.form["From"], told.form["Body"]) == (ADA, "ACK 1")
    assert "unsubscribed" in slack.sms("ada", "stop")["reply"]
    with pytest.raises(TwilioRestException) as caught:
        texts.create(to=ADA, from_=slack.twilio_number, body="Again")
    assert caught.value.code == 21610
    slack.sms("ada", "START")
    texts.create(to=ADA, from_=slack.twilio_number, body="Again")


def test_status_callbacks_come_twice_and_reversed_on_demand(
    slack: Sandbox, app: PhoneApp
) -> None:
    slack.fault("deliver:status", "reorder", match={"CallStatus": "ringing"})
    slack.fault("deliver:status", "duplicate", match={"CallStatus": "busy"})
    sid = call(slack, app)
    ringing(slack)
    slack.phone("ada", "busy")

    def said() -> list[str]:
        """Of this call: that of an earlier test may be heard of still."""
        every = [each.form for each in app.to("/status")]
        return [form["CallStatus"] for form in every if form["CallSid"] == sid]

    eventually(lambda: len(said()) == 4)
    told = said()
    assert told.index("ringing") > told.index("busy")
    assert told.count("busy") == 2
