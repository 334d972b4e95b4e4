"""Open TCP connections, so that a fault can cut one without an answer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_OPEN: dict[tuple[str, int], asyncio.Transport] = {}


class TrackedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, remembered by the client's address and port."""

    _peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        if peer:
            self._peer = (peer[0], peer[1])
            _OPEN[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self._peer:
            _OPEN.pop(self._peer, None)
        super().connection_lost(exc)


def cut(scope: Scope) -> None:
    """Reset the connection a request came on."""
    client = scope.get("client")
    transport = _OPEN.get((client[0], client[1])) if client else None
    if transport:
        transport.abort()


async def gone(receive: Receive, stopping: asyncio.Event) -> None:
    """Wait until the client has left or the sandbox stops."""
    left = asyncio.ensure_future(_disconnected(receive))
    ended = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({left, ended}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        left.cancel()
        ended.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
