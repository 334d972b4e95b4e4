"""Socket Mode: up to ten WebSockets, each delivery to one of them.

Source: docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import itertools
import json
import secrets
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from integrations.sandbox.ids import new_secret
from integrations.sandbox.types import Json
from integrations.sandbox.world.workspace import Workspace

MOST_SOCKETS = 10


@dataclass(eq=False)
class Connection:
    """One open socket and the envelopes it has not acknowledged yet."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)

    def fail(self) -> None:
        """The socket is gone; so are its envelopes."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the socket closed"))


class Sockets:
    """The app's sockets."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._tickets: set[str] = set()
        self._open: list[Connection] = []
        self._turn = itertools.count()

    @property
    def connected(self) -> bool:
        """Whether deliveries go by socket."""
        return bool(self._open)

    def new_ticket(self) -> str:
        """A ticket for one connection."""
        ticket = new_secret()
        self._tickets.add(ticket)
        return ticket

    async def deliver(self, kind: str, payload: Json, extra: Json) -> Json:
        """Send one envelope; answers the payload of its acknowledgement."""
        connection = self._open[next(self._turn) % len(self._open)]
        envelope_id = new_secret()
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = future
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **extra,
        }
        try:
            await connection.socket.send_text(json.dumps(envelope))
            return await future
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionError("the socket closed") from error
        finally:
            connection.waiting.pop(envelope_id, None)

    async def serve(self, socket: WebSocket) -> None:
        """One connection from its handshake to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=4003)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._open) >= MOST_SOCKETS:
            await self._part(socket, "too_many_websockets")
            return
        connection = Connection(socket)
        self._open.append(connection)
        try:
            await socket.send_text(json.dumps(self._hello()))
            while True:
                self._acknowledged(connection, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            if connection in self._open:
                self._open.remove(connection)
            connection.fail()

    async def refresh(self) -> int:
        """Ask every socket to reconnect, as Slack does every few hours."""
        parting = list(self._open)
        self._open.clear()
        for connection in parting:
            await self._part(connection.socket, "refresh_requested")
        return len(parting)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._ws.app.id},
            "debug_info": {
                "host": f"sandbox-{secrets.token_hex(3)}",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    @staticmethod
    async def _part(socket: WebSocket, reason: str) -> None:
        farewell = {"type": "disconnect", "reason": reason, "debug_info": {}}
        await socket.send_text(json.dumps(farewell))
        await socket.close()

    @staticmethod
    def _acknowledged(connection: Connection, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        future = connection.waiting.get(str(message.get("envelope_id")))
        if future and not future.done():
            future.set_result(message.get("payload") or {})
