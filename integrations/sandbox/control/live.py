"""Ticks: who has something new to read."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from integrations.sandbox.world.workspace import Workspace

COALESCE_SECONDS = 0.02


class Live:
    """One WebSocket per open page; ticks that come close together become one."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._watchers: dict[str, set[asyncio.Event]] = {}
        ws.on_change.append(self._changed)

    def _changed(self, users: frozenset[str] | None) -> None:
        watched = self._watchers.keys()
        for user in watched if users is None else users & watched:
            for event in self._watchers[user]:
                event.set()

    async def serve(self, socket: WebSocket) -> None:
        """Tell one page of every change until it leaves."""
        user = self._ws.find_user(socket.query_params.get("user", ""))
        if user is None:
            await socket.close(code=4004)
            return
        await socket.accept()
        event = asyncio.Event()
        watchers = self._watchers.setdefault(user.id, set())
        watchers.add(event)
        event.set()
        reader = asyncio.ensure_future(_until_closed(socket))
        try:
            await self._tell(socket, user.id, event, reader)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            watchers.discard(event)
            reader.cancel()

    async def _tell(
        self,
        socket: WebSocket,
        user: str,
        event: asyncio.Event,
        reader: asyncio.Future[None],
    ) -> None:
        while not reader.done():
            news = asyncio.ensure_future(_set(event))
            await asyncio.wait({news, reader}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if event.is_set():
                event.clear()
                await socket.send_json({"version": self._ws.version_for(user)})
                await asyncio.sleep(COALESCE_SECONDS)


async def _set(event: asyncio.Event) -> None:
    await event.wait()


async def _until_closed(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect, RuntimeError, KeyError):
        while True:
            await socket.receive_text()
