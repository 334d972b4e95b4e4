"""What stands behind a redirect number, asked over real HTTP."""

import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from backoffice.local import ports
from incidents.outbox.values import ProviderError
from integrations import registry

REDIRECT, PIN = "+447012345678", "4821"


class Flextel:
    """Answers as the Perl module has it; `says` may be changed."""

    def __init__(self) -> None:
        self.says = "07700900123,,07700900123,,,,,,,,ada@x.example,Ada,,,,,,,"
        self.status = 200
        self.asked: list[dict[str, list[str]]] = []


@pytest.fixture
def flextel(settings: Settings) -> Iterator[Flextel]:
    flextel = Flextel()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            flextel.asked.append(parse_qs(urlsplit(self.path).query))
            self.send_response(flextel.status)
            self.end_headers()
            self.wfile.write(flextel.says.encode())

        def log_message(self, *args: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer((ports.HOST, 0), Handler)
    settings.FLEXTEL_URL = f"http://{ports.HOST}:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield flextel
    server.shutdown()
    server.server_close()
    thread.join()


def look_up() -> str:
    return registry.resolvers()["flextel"](REDIRECT, PIN)


@pytest.mark.parametrize("said", ["07700900123,", "+447700900123", '"00447700900123",'])
def test_the_number_behind_it_is_asked_for_now(flextel: Flextel, said: str) -> None:
    flextel.says = said
    assert look_up() == "+447700900123"
    (asked,) = flextel.asked
    assert asked == {
        "mode": ["getpin"],
        "flextel": ["07012345678"],
        "pin": [PIN],
        "alt": ["simple"],
    }


@pytest.mark.parametrize(
    ("status", "says", "told"),
    [
        (200, "ERROR bad pin", "is the PIN right"),
        (200, "", "is the PIN right"),
        (500, "", "answered 500"),
    ],
)
def test_a_bad_answer_is_told_without_number_or_pin(
    flextel: Flextel,
    caplog: pytest.LogCaptureFixture,
    status: int,
    says: str,
    told: str,
) -> None:
    flextel.status, flextel.says = status, says
    with caplog.at_level(logging.INFO), pytest.raises(ProviderError) as caught:
        look_up()
    assert told in caught.value.message
    said = caplog.text + caught.value.message
    assert PIN not in said
    assert REDIRECT[3:] not in said


def test_no_answer_at_all_is_told_without_the_address(settings: Settings) -> None:
    settings.FLEXTEL_URL = f"http://{ports.HOST}:{ports.find_free()}"
    with pytest.raises(ProviderError) as caught:
        look_up()
    assert caught.value.message == "Flextel: ConnectError"
    assert caught.value.__cause__ is None
