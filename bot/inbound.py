"""Where Slack posts to: /slack/events.

An ASGI application beside Django, with threads of its own: what Slack waits for passes
no middleware that is for browsers, and waits behind no page. The signature is checked
before anything is read of the body, and by Bolt once more.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
)
from django.conf import settings
from django.db import close_old_connections
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot import payloads
from bot.app import live_app

PATH = "/slack/events"
# Slack's largest payloads (a submitted form) are below this many bytes.
MAX_BYTES = 2_500_000


class Inbound:
    """The ASGI application; it answers `POST /slack/events` and nothing else."""

    def __init__(self, *, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="inbound")

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "http":
            await _send(await self._answer(scope, receive), send)

    async def _answer(
        self, scope: HTTPScope, receive: ASGIReceiveCallable
    ) -> BoltResponse:
        if scope["path"] != PATH:
            return _refusal(404, "There is nothing here.")
        if scope["method"] != "POST":
            refused = _refusal(405, "Slack posts to this address.")
            refused.headers["allow"] = ["POST"]
            return refused
        raw = await _body(receive)
        if raw is None:
            return _refusal(400, f"A payload of Slack has at most {MAX_BYTES} bytes.")
        headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _served, raw, headers)


def answer(raw: bytes, headers: Mapping[str, str]) -> BoltResponse:
    """Answer a command, interaction or event; `headers` by their names in lower case.

    What it changes is committed when this returns.
    """
    if not settings.SLACK_SIGNING_SECRET:
        reason = "SLACK_SIGNING_SECRET is not set, so nothing from Slack is taken."
        return _refusal(503, reason)
    if not _signed(raw, headers):
        return _refusal(401, "This is not signed by Slack.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not payloads.readable(raw, kind):
        return _refusal(400, "This is no payload of Slack.")
    return _app().dispatch(BoltRequest(body=raw.decode(), headers=dict(headers)))


def prepare() -> None:
    """Build the app before the first request, which has 3 s to be answered."""
    if settings.SLACK_SIGNING_SECRET:
        _app()


def _served(raw: bytes, headers: Mapping[str, str]) -> BoltResponse:
    """As Django does before a request: leave a connection that PostgreSQL ended."""
    close_old_connections()
    return answer(raw, headers)


def _signed(raw: bytes, headers: Mapping[str, str]) -> bool:
    verifier = SignatureVerifier(settings.SLACK_SIGNING_SECRET)
    try:
        return verifier.is_valid_request(raw, dict(headers))
    except (TypeError, ValueError):  # a time that is no number, a signature not ASCII
        return False


@cache
def _app() -> App:
    return live_app()


def _refusal(status: int, reason: str) -> BoltResponse:
    return BoltResponse(status=status, body={"error": reason})


async def _body(receive: ASGIReceiveCallable) -> bytes | None:
    """The whole body, or None when it is too large or the caller went away."""
    parts, size, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            return None
        size += len(event["body"])
        if size > MAX_BYTES:
            return None
        parts.append(event["body"])
        more = event["more_body"]
    return b"".join(parts)


async def _send(response: BoltResponse, send: ASGISendCallable) -> None:
    body = response.body.encode()
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    headers.append((b"content-length", str(len(body)).encode()))
    await send(
        HTTPResponseStartEvent(
            type="http.response.start",
            status=response.status,
            headers=headers,
            trailers=False,
        )
    )
    await send(
        HTTPResponseBodyEvent(type="http.response.body", body=body, more_body=False)
    )
