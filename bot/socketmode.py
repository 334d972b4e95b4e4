"""Socket Mode: Slack reaches us over a WebSocket that we open. Its own process."""

import logging
import signal
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.app import OPEN_SECONDS, build_app
from bot.slack import make_client

log = logging.getLogger(__name__)


def run() -> None:
    """Serve until SIGTERM or SIGINT; reconnects by itself."""
    app = build_app(make_client(OPEN_SECONDS, token=""), before=_fresh_connection)
    ending = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ending.set())
    handler = SocketModeHandler(
        app,
        settings.SLACK_APP_TOKEN,
        web_client=WebClient(base_url=settings.SLACK_API_URL),
    )
    handler.connect()  # type: ignore[no-untyped-call]
    log.info("Connected to Slack by Socket Mode")
    ending.wait()
    handler.close()  # type: ignore[no-untyped-call]


def _fresh_connection(next: Callable[[], None]) -> None:  # noqa: A002  # Bolt's name
    """No Django request ends here to drop a connection that PostgreSQL closed."""
    close_old_connections()
    next()
