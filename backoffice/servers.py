"""The web server: one ASGI application, with Django inside it on its own threads.

Django runs as WSGI on a fixed set of threads, because its persistent database
connections belong to a thread and do not last under Django's own ASGI handler. What
must be faster than that (the inbox of alerts) gets an ASGI application of its own
under a path, beside Django and on the same address. Pages never stream.
"""

import gc
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import cast

import uvicorn
from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    Scope,
)
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bot import inbound

# How long, in seconds, requests under way may go on after SIGTERM.
GRACE_SECONDS = 10
SWITCH_SECONDS = 0.0005

# Without `collectstatic` WhiteNoise serves the packages' own files: nothing to warn of.
warnings.filterwarnings("ignore", "No directory at", UserWarning)
wsgi = get_wsgi_application()


class PathRouter:
    """Sends a request to the application whose path it begins with, else to Django."""

    def __init__(
        self, paths: Mapping[str, ASGI3Application], django: ASGI3Application
    ) -> None:
        self._paths = dict(paths)
        self._django = django

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        await self._find(scope)(scope, receive, send)

    def _find(self, scope: Scope) -> ASGI3Application:
        if scope["type"] != "lifespan":
            for start, application in self._paths.items():
                if scope["path"].startswith(start):
                    return application
        return self._django


def build_application() -> ASGI3Application:
    """Answer the one application of this process; its threads start with use."""
    django = WSGIMiddleware(cast("WSGIApp", wsgi), workers=settings.WEB_THREADS)
    return PathRouter({}, cast("ASGI3Application", django))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; port 0 picks a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(2048)
    except OSError:
        sock.close()
        raise
    return sock


def serve(listener: socket.socket, *, on_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests under way."""
    config = uvicorn.Config(
        build_application(),
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.TRUSTED_PROXIES),
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
    )
    # uvicorn raises the signal once more when it has finished; an asked-for end is
    # no failure, so that second one does nothing.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    # A thread back from the database waits at most this long (s) for the others: it
    # may hold a row that they all want.
    sys.setswitchinterval(SWITCH_SECONDS)
    # What start-up made stays; without this each collection walks all of it again.
    inbound.prepare()
    gc.collect()
    gc.freeze()
    _Server(config, on_ready).run([listener])
