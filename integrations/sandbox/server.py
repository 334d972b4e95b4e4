"""The one ASGI application: Slack's side, the control API and the page."""

import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import FrameType
from urllib.parse import urlencode

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from integrations.sandbox.connections import TrackedProtocol
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.control.routes import Control, body_of
from integrations.sandbox.delivery.posting import post_answer
from integrations.sandbox.guard import SameOrigin, allowed_hosts
from integrations.sandbox.hub import Hub
from integrations.sandbox.mail import catcher
from integrations.sandbox.options import Options
from integrations.sandbox.phone.endpoint import TwilioApi
from integrations.sandbox.slack.endpoint import WebApi
from integrations.sandbox.slack.errors import SlackError

Ready = Callable[[Hub], None]
PAGE = Path(__file__).with_name("page")
GRACE_SECONDS = 2


async def _archives(request: Request) -> Response:
    """A permalink opens the page at its message, or at its thread."""
    digits = str(request.path_params["ts"]).removeprefix("p")
    ts = f"{digits[:-6]}.{digits[-6:]}"
    query = {"channel": str(request.path_params["channel"]), "ts": ts}
    hub: Hub = request.app.state.hub
    channel = hub.ws.channels.get(query["channel"])
    message = channel.messages.get(ts) if channel else None
    thread = (message or {}).get("thread_ts")
    if thread:
        query["thread"] = thread
    return RedirectResponse(f"/?{urlencode(query)}")


async def _page(request: Request) -> Response:
    index = PAGE / "index.html"
    if not index.exists():
        return PlainTextResponse("the page is not here yet", status_code=404)
    return FileResponse(index, headers={"Cache-Control": "no-cache"})


def build(hub: Hub) -> Starlette:
    """The application of one hub."""

    def socket_url() -> str:
        address = hub.base_url.replace("http", "ws", 1)
        ticket = hub.sockets.new_ticket()
        return f"{address}/socket?ticket={ticket}&app_id={hub.ws.app.id}"

    async def respond(request: Request) -> Response:
        try:
            url = hub.response_urls.use(str(request.path_params["token"]))
            post_answer(hub.ws, url, await body_of(request))
        except SlackError as error:
            over = error.error.endswith("_url")
            return JSONResponse(error.body(), status_code=404 if over else 400)
        except ControlError:
            return PlainTextResponse("invalid_payload", status_code=400)
        return JSONResponse({"ok": True})

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        hub.start()
        yield
        await hub.close()

    application = Starlette(
        routes=[
            Route("/api/{method:path}", WebApi(hub, socket_url)),
            WebSocketRoute("/socket", hub.sockets.serve),
            Route("/2010-04-01/Accounts/{account}/{what}.json", TwilioApi(hub)),
            Route("/2010-04-01/Accounts/{account}/{what}/{sid}.json", TwilioApi(hub)),
            Route("/response/{token}", respond, methods=["POST"]),
            Route("/archives/{channel}/{ts}", _archives),
            *Control(hub).routes(),
            Route("/", _page),
            Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        lifespan=lifespan,
        middleware=[
            Middleware(
                TrustedHostMiddleware, allowed_hosts=allowed_hosts(hub.options.host)
            ),
            Middleware(SameOrigin),
        ],
    )
    application.state.hub = hub
    return application


class Server(uvicorn.Server):
    """uvicorn, which tells when it is ready and lets go of hanging requests."""

    def __init__(self, config: uvicorn.Config, hub: Hub, ready: Ready) -> None:
        super().__init__(config)
        self._hub = hub
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready(self._hub)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: stop accepting, and end what never would by itself.

        Not uvicorn's own, which dies of the signal again after a clean end.
        """
        self._hub.stopping.set()
        self.force_exit = self.should_exit
        self.should_exit = True


def _listen(options: Options) -> socket.socket:
    """A listening socket; raises OSError when the port is taken."""
    # asyncio sets TCP_NODELAY only where the protocol is named; without it an answer
    # on a kept connection waits 40 ms for the client's delayed acknowledgement.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((options.host, options.port))
    except OSError:
        sock.close()
        raise
    return sock


async def _serve(options: Options, ready: Ready) -> None:
    sock = _listen(options)
    hub = Hub(options)
    hub.ws.base_url = f"http://{options.host}:{sock.getsockname()[1]}"
    if options.manifest:
        hub.ws.manifest = json.loads(options.manifest.read_text("utf-8"))
    config = uvicorn.Config(
        build(hub),
        http=TrackedProtocol,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=1_000_000,
    )
    async with _mail(hub):
        await Server(config, hub, ready).serve(sockets=[sock])


@contextlib.asynccontextmanager
async def _mail(hub: Hub) -> AsyncIterator[None]:
    """Catch mail beside, if a port for it was named."""
    options = hub.options
    if options.smtp_port is None:
        yield
        return
    server = await catcher.serve(
        hub.ws, hub.faults, host=options.host, port=options.smtp_port
    )
    hub.smtp_port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()


def run(options: Options, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError when it cannot start."""
    uvloop.run(_serve(options, ready))
