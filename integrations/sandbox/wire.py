"""One HTTP request on a connection of its own, as from the vendors' many machines.

The sandbox shares the machine with what it measures, so its own part has to be small: a
client with pools, redirects and cookies took three milliseconds for each request.
"""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import httptools

PORTS = {"http": 80, "https": 443}
CHUNK = 65_536


class Received:
    """A response. The names of its `headers` are in lower case."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_whole = False
        self._body: list[bytes] = []

    @property
    def text(self) -> str:
        return b"".join(self._body).decode("utf-8", "replace")

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self.is_whole = True


async def request(
    url: str, body: bytes, headers: Mapping[str, str], *, verb: str = "POST"
) -> Received:
    """Send `body`. Raises OSError when nobody answers, or no HTTP comes back, and
    ValueError for no address of the web.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"{url} is no address of the web")
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or PORTS[parts.scheme]
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
    try:
        writer.write(_written(verb, url, body, headers))
        return await _received(reader)
    finally:
        writer.close()


def _written(verb: str, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    path = parts._replace(
        scheme="", netloc="", path=parts.path or "/", fragment=""
    ).geturl()
    own = {"Host": parts.netloc, "Content-Length": str(len(body)), "Accept": "*/*"}
    lines = [f"{name}: {value}" for name, value in (own | dict(headers)).items()]
    head = "\r\n".join([f"{verb} {path} HTTP/1.1", *lines, "Connection: close", "", ""])
    return head.encode("latin-1") + body


async def _received(reader: asyncio.StreamReader) -> Received:
    received = Received()
    parser = httptools.HttpResponseParser(received)
    while not received.is_whole and (data := await reader.read(CHUNK)):
        try:
            parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise ConnectionError("what came back is no HTTP") from error
    # Without a length, the end of the connection is that of the body.
    told = received.headers.keys() & {"content-length", "transfer-encoding"}
    if not received.headers or (told and not received.is_whole):
        raise ConnectionError("the connection was closed within the answer")
    received.status = parser.get_status_code()
    return received
