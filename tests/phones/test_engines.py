"""Engines beside Twilio, and where the HTTP one may post to."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from incidents.outbox.values import ProviderError
from integrations import engines
from integrations.console.engine import ConsoleEngine
from integrations.engines import CALL, SMS, Engine, Message, NoEngine, Urls
from integrations.http_engine.engine import NAMED, HttpEngine
from integrations.outside import NotOutside, reachable

ADA = "+447700900101"
URLS = Urls(voice="", status="", machine="")
SAID = Message(page=12, way=CALL, text="INC-1 fires", spoken="Incident 1 fires")


@dataclass
class Gateway:
    """A VoIP gateway; `status` and `answer` are what it says next."""

    url: str = ""
    status: int = 200
    answer: str = "{}"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(made.status)
            self.send_header("content-length", str(len(made.answer)))
            self.end_headers()
            self.wfile.write(made.answer.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/pages"
    settings.HTTP_ENGINE_URL = made.url
    settings.HTTP_ENGINE_SECRET = "between us"
    settings.HTTP_ENGINE_INSIDE = ["127.0.0.1"]
    yield made
    server.shutdown()
    server.server_close()


def test_every_engine_of_the_house_keeps_the_protocol() -> None:
    found = engines.engines()
    assert {"twilio", "http", "console"} <= set(found)
    assert all(isinstance(each, Engine) for each in found.values())


@pytest.mark.parametrize("name", ["pigeon", "twilio"])
def test_an_engine_that_is_not_there_or_not_set_up_says_what_to_do(
    settings: Settings, name: str
) -> None:
    settings.VOICE_ENGINE, settings.TWILIO_AUTH_TOKEN = name, ""
    with pytest.raises(NoEngine, match=name):
        engines.serving(CALL)


def test_the_http_engine_posts_what_is_said_and_signs_it(gateway: Gateway) -> None:
    gateway.answer = '{"id": "voip-7"}'
    assert HttpEngine().send(SAID, ADA, URLS) == "voip-7"
    ((headers, body),) = gateway.got
    sent = json.loads(body)
    assert (sent["do"], sent["id"], sent["to"]) == ("send", "page-12", ADA)
    assert sent["spoken"] == "Incident 1 fires"
    said = headers["x-muster-timestamp"].encode() + b"." + body
    digest = hmac.new(b"between us", said, hashlib.sha256).hexdigest()
    assert headers["x-muster-signature"] == f"sha256={digest}"


@pytest.mark.parametrize(
    ("status", "permanent", "in_doubt"),
    [(400, True, False), (429, False, False), (302, True, False), (503, False, True)],
)
def test_what_the_gateway_refuses_is_told_without_a_number(
    gateway: Gateway, status: int, permanent: bool, in_doubt: bool
) -> None:
    gateway.status = status
    with pytest.raises(ProviderError) as refusal:
        HttpEngine().send(SAID, ADA, URLS)
    error = refusal.value
    assert (error.permanent, error.in_doubt) == (permanent, in_doubt)
    assert ADA not in error.message


def test_what_the_gateway_says_when_asked_is_believed(gateway: Gateway) -> None:
    gateway.answer = '{"status": "busy"}'
    report = HttpEngine().check(CALL, "page-12")
    assert report is not None
    assert (report.status, report.final) == ("busy", True)
    gateway.answer = "no JSON"
    assert HttpEngine().check(CALL, "page-12") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "http://8.8.8.8/",
        "ftp://8.8.8.8/",
        "https:///pages",
    ],
)
def test_nothing_internal_or_open_is_posted_to(url: str) -> None:
    with pytest.raises(NotOutside):
        reachable(url, inside=[], named=NAMED)


def test_what_is_public_is_posted_to_by_the_address_that_was_looked_at() -> None:
    found = reachable("https://8.8.8.8/pages?a=1", inside=[], named=NAMED)
    assert found.url == "https://8.8.8.8:443/pages?a=1"


def test_the_console_says_it_and_names_no_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = ConsoleEngine()
    assert engine.send(SAID, ADA, URLS) == "console-12"
    said = capsys.readouterr().out
    assert "Incident 1 fires" in said
    assert ADA not in said
    call, sms = engine.check(CALL, ""), engine.check(SMS, "")
    assert call is not None
    assert sms is not None
    assert (call.status, sms.status) == ("no_answer", "delivered")
