"""Keeps other web pages out: a browser on this machine may be open on anything."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def allowed_hosts(host: str) -> list[str]:
    """Names the sandbox answers to; any, where it was told to listen on all."""
    return ["*"] if host in {"0.0.0.0", "::"} else [*LOCAL_HOSTS, host]  # noqa: S104


class SameOrigin:
    """Refuses what a page of another origin sends. Programs send no Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _foreign(Headers(scope=scope)):
            refusal = PlainTextResponse("another origin", status_code=403)
            await refusal(scope, receive, send)
        elif scope["type"] == "websocket" and _foreign(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 4003})
        else:
            await self._app(scope, receive, send)


def _foreign(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
