"""Sends one thing to the app, by Socket Mode or HTTP, and waits three seconds."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from integrations.sandbox.control.faults import Faults, Verdict
from integrations.sandbox.control.records import Records, without_secrets
from integrations.sandbox.delivery.reply import Reply, error_for
from integrations.sandbox.delivery.signing import headers
from integrations.sandbox.delivery.sockets import Sockets
from integrations.sandbox.settings import Settings
from integrations.sandbox.types import Json

ACK_SECONDS = 3.0
"""How long Slack waits. Source: docs.slack.dev, "Acknowledgment response"."""
HOLD_SECONDS = 10.0
"""How long a reordered delivery waits for another one to overtake it."""
FORM = "application/x-www-form-urlencoded"
SOCKET_TYPES = {"command": "slash_commands", "event": "events_api"}


@dataclass(frozen=True)
class Delivery:
    """Something to send. `kind` is command, submit, action, close or event."""

    kind: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""
    match: Json = field(default_factory=dict)

    def encoded(self) -> tuple[str, bytes]:
        """Content type and body over HTTP."""
        if self.kind == "command":
            return FORM, urlencode(self.payload).encode()
        if self.kind == "event":
            return "application/json", json.dumps(self.payload).encode()
        return FORM, urlencode({"payload": json.dumps(self.payload)}).encode()


class Dispatcher:
    """The way out to the app."""

    def __init__(
        self,
        signing_secret: str,
        settings: Settings,
        sockets: Sockets,
        faults: Faults,
        records: Records,
    ) -> None:
        self._signing_secret = signing_secret
        self._settings = settings
        self._sockets = sockets
        self._faults = faults
        self._records = records
        self._held: list[tuple[str, asyncio.Event]] = []
        # One connection per delivery, as from Slack's many machines.
        self._client = httpx.AsyncClient(
            timeout=None,  # noqa: S113 - asyncio.timeout bounds every request
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def send(self, delivery: Delivery) -> Reply:
        """Deliver, with the faults in force. A duplicate's extra answers are lost."""
        verdict = self._faults.judge(f"deliver:{delivery.kind}", delivery.match)
        if verdict.delay_ms:
            await asyncio.sleep(verdict.delay_ms / 1000)
        if verdict.kind == "reorder":
            await self._be_overtaken(delivery.kind)
        try:
            return await self._send_copies(delivery, verdict)
        finally:
            if verdict.kind != "reorder":
                self._release(delivery.kind)

    async def _send_copies(self, delivery: Delivery, verdict: Verdict) -> Reply:
        fault = verdict.fault
        copies = fault.copies if fault and fault.kind == "duplicate" else 1
        at = int(time.time())
        replies = await asyncio.gather(
            *(self._send_one(delivery, verdict, copy, at) for copy in range(copies))
        )
        return replies[0]

    async def _send_one(
        self, delivery: Delivery, verdict: Verdict, copy: int, at: int
    ) -> Reply:
        by_socket = self._sockets.connected
        record = self._records.add(
            kind=delivery.kind,
            via="socket" if by_socket else "http",
            payload=without_secrets(delivery.payload),
            retry=delivery.retry,
            copy=copy,
            fault=verdict.kind,
            status=None,
            elapsed_ms=None,
            error=None,
            body=None,
        )
        started = time.monotonic()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                if verdict.kind == "drop":
                    await asyncio.Event().wait()
                status, text, got = await (
                    self._by_socket(delivery)
                    if by_socket
                    else self._by_http(delivery, at)
                )
            error = error_for(status)
        except TimeoutError:
            status, text, got, error = None, "", {}, "operation_timeout"
        except (httpx.HTTPError, ConnectionError):
            status, text, got, error = None, "", {}, "dispatch_failed"
        elapsed_ms = round((time.monotonic() - started) * 1000)
        reply = Reply(status, text, elapsed_ms, error, got)
        record.update(
            status=status, elapsed_ms=elapsed_ms, error=error, body=reply.body()
        )
        return reply

    async def _by_socket(self, delivery: Delivery) -> tuple[int, str, dict[str, str]]:
        kind = SOCKET_TYPES.get(delivery.kind, "interactive")
        extra: Json = {}
        if kind == "events_api":
            extra = {
                "retry_attempt": delivery.retry,
                "retry_reason": delivery.retry_reason,
            }
        answer = await self._sockets.deliver(kind, delivery.payload, extra)
        return 200, json.dumps(answer) if answer else "", {}

    async def _by_http(
        self, delivery: Delivery, at: int
    ) -> tuple[int, str, dict[str, str]]:
        if not self._settings.app_url:
            raise ConnectionError("the app has no URL and no socket is open")
        content_type, body = delivery.encoded()
        sent = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **headers(self._signing_secret, body, at=at),
        }
        if delivery.retry:
            sent["X-Slack-Retry-Num"] = str(delivery.retry)
            sent["X-Slack-Retry-Reason"] = delivery.retry_reason
        response = await self._client.post(
            self._settings.app_url, content=body, headers=sent
        )
        return response.status_code, response.text, dict(response.headers)

    async def _be_overtaken(self, kind: str) -> None:
        overtaken = asyncio.Event()
        self._held.append((kind, overtaken))
        try:
            async with asyncio.timeout(HOLD_SECONDS):
                await overtaken.wait()
        except TimeoutError:
            pass
        finally:
            self._held.remove((kind, overtaken))

    def _release(self, kind: str) -> None:
        for held_kind, overtaken in self._held:
            if held_kind == kind:
                overtaken.set()
