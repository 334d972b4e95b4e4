"""How the sandbox posts to the app, and what it makes of an app that breaks off."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from integrations.sandbox import wire

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: Plain\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nX-Kind: Plain\r\n\r\nok"


def answered(
    raw: bytes, *, at: str = "/slack/events?a=b"
) -> tuple[wire.Received, bytes]:
    """What is made of these bytes, and what had been sent for them."""
    heard: list[bytes] = []

    async def app(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65_536))
        writer.write(raw)
        await writer.drain()
        writer.close()

    async def run() -> wire.Received:
        server = await asyncio.start_server(app, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            url = f"http://127.0.0.1:{port}{at}"
            return await wire.request(url, b"text=help", {"X-Slack-Signature": "v0=1"})

    received = run_in_time(run())
    return received, heard[0]


def run_in_time(coroutine: Coroutine[Any, Any, wire.Received]) -> wire.Received:
    return asyncio.run(asyncio.wait_for(coroutine, timeout=10))


@pytest.mark.parametrize("raw", [WHOLE, CHUNKED, UNTIL_CLOSED])
def test_an_answer_is_read_whole(raw: bytes) -> None:
    received, sent = answered(raw)
    assert (received.status, received.text) == (200, "ok")
    assert sent.startswith(b"POST /slack/events?a=b HTTP/1.1\r\nHost: 127.0.0.1:")
    assert sent.endswith(b"\r\n\r\ntext=help")
    assert b"X-Slack-Signature: v0=1\r\n" in sent


@pytest.mark.parametrize(
    ("at", "asked"), [("", b"/"), ("?a=b", b"/?a=b"), ("/x#y", b"/x")]
)
def test_the_path_asked_for_is_never_empty(at: str, asked: bytes) -> None:
    _, sent = answered(WHOLE, at=at)
    assert sent.startswith(b"POST " + asked + b" HTTP/1.1\r\n")


def test_the_names_of_headers_are_in_lower_case() -> None:
    received, _ = answered(WHOLE)
    assert received.headers["x-kind"] == "Plain"


@pytest.mark.parametrize(
    "raw", [b"", b"hello\r\n\r\n", WHOLE[:-1], CHUNKED[:-5], b"HTTP/1.1 200 OK\r\n"]
)
def test_what_breaks_off_or_is_no_http_is_an_error(raw: bytes) -> None:
    with pytest.raises(OSError, match=r"closed|no HTTP"):
        answered(raw)


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/", "http://"])
def test_what_is_no_address_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        run_in_time(wire.request(url, b"", {}))
