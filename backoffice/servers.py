"""The web server: one ASGI application, with Django inside it on its own threads.

Django runs as WSGI on a fixed set of threads, because its persistent database
connections belong to a thread and do not last under Django's own ASGI handler. What
must be faster than that (the inbox of alerts) gets an ASGI application of its own
under a path, beside Django and on the same address. Pages never stream.
"""

import os
import signal
import socket
import sys
import threading
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

from backoffice.receiving import Receiving
from bot import inbound
from incidents import memory
from integrations.ingest import heartbeats
from integrations.ingest.app import Ingest

# How long, in seconds, requests under way may go on after SIGTERM.
GRACE_SECONDS = 10
# And how long their threads, which may wait for a database that says nothing.
LEAVE_SECONDS = 5
SWITCH_SECONDS = 0.0005

# Without `collectstatic` WhiteNoise serves the packages' own files: nothing to warn of.
warnings.filterwarnings("ignore", "No directory at", UserWarning)
wsgi = get_wsgi_application()


class PathRouter:
    """Sends a request to the application whose path it begins with, else to Django.

    What monitoring tools post comes before both.
    """

    def __init__(
        self,
        paths: Mapping[str, ASGI3Application],
        django: ASGI3Application,
        ingest: Ingest,
    ) -> None:
        self._paths = dict(paths)
        self._django = django
        self.ingest = ingest

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "http" and self.ingest.takes(
            scope["method"], scope["path"]
        ):
            await self.ingest(scope, receive, send)
        else:
            await self._find(scope)(scope, receive, send)

    def _find(self, scope: Scope) -> ASGI3Application:
        if scope["type"] != "lifespan":
            for start, application in self._paths.items():
                if scope["path"].startswith(start):
                    return application
        return self._django


def build_application() -> PathRouter:
    """Answer the one application of this process; its threads start with use."""
    django = WSGIMiddleware(cast("WSGIApp", wsgi), workers=settings.WEB_THREADS)
    slack = inbound.Inbound(threads=settings.SLACK_THREADS)
    paths = {
        inbound.PATH: cast("ASGI3Application", slack),
        heartbeats.PATH: cast("ASGI3Application", heartbeats.Heartbeats()),
    }
    return PathRouter(paths, cast("ASGI3Application", django), Ingest())


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        on_ready: Callable[[], None],
        on_end: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_end = on_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()
        Receiving().start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The requests under way are answered before what they need ends."""
        await super().shutdown(sockets)
        self._on_end()
        leave = threading.Timer(LEAVE_SECONDS, os._exit, [0])
        leave.daemon = True
        leave.start()


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
    application = build_application()
    config = uvicorn.Config(
        cast("ASGI3Application", application),
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
    inbound.prepare()
    memory.settle()
    _Server(config, on_ready, application.ingest.close).run([listener])
