"""Sends one thing to the app, by Socket Mode or HTTP, and waits three seconds."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from integrations.sandbox import wire
from integrations.sandbox.control.faults import Faults, Verdict
from integrations.sandbox.control.records import Records, without_secrets
from integrations.sandbox.delivery.reply import Reply, error_for
from integrations.sandbox.delivery.signing import headers
from integrations.sandbox.delivery.sockets import Sockets
from integrations.sandbox.overtaking import Overtaking
from integrations.sandbox.settings import Settings
from integrations.sandbox.types import Json

ACK_SECONDS = 3.0
"""How long Slack waits. Source: docs.slack.dev, "Acknowledgment response"."""
FORM = "application/x-www-form-urlencoded"
SOCKET_TYPES = {"command": "slash_commands", "event": "events_api"}


@dataclass(frozen=True)
class Delivery:
    """Something to send, to the app's URL unless `url` names another one.

    `kind` is command, submit, action, close, shortcut, message_action, suggest
    or event.
    """

    kind: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""
    match: Json = field(default_factory=dict)
    url: str | None = None

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
        self._overtaking = Overtaking()

    async def send(self, delivery: Delivery) -> Reply:
        """Deliver, with the faults in force. A duplicate's extra answers are lost."""
        verdict = self._faults.judge(f"deliver:{delivery.kind}", delivery.match)
        number = self._overtaking.begin()
        if verdict.delay_ms:
            await asyncio.sleep(verdict.delay_ms / 1000)
        if verdict.kind == "reorder":
            await self._overtaking.wait(delivery.kind, number)
        try:
            return await self._send_copies(delivery, verdict)
        finally:
            if verdict.kind != "reorder":
                self._overtaking.gone(delivery.kind, number)

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
        except (OSError, ValueError):
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
        url = delivery.url or self._settings.app_url
        if not url:
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
        answer = await wire.request(url, body, sent)
        return answer.status, answer.text, answer.headers
