"""Where jobs say that they live: GET, HEAD or POST /heartbeats/<token>, with /fail
behind it when they did not succeed.

An ASGI application beside Django with threads of its own, so that a beat waits behind
no page. A body is not read. The answer follows the COMMIT; 503 asks to try again.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
)
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from incidents.heartbeats import services
from integrations.ingest.answers import Answer

log = logging.getLogger(__name__)
PATH = "/heartbeats/"
FAIL = "fail"
THREADS = 2
SECONDS = 5.0
# Longer than any token of ours.
LONGEST = 80
METHODS = ("GET", "HEAD", "POST")
TEXT = b"text/plain; charset=utf-8"

HEARD = Answer(200, b"OK\n", TEXT)
# The same for every address that is none, so that guessing teaches nothing.
NOTHING = Answer(404, b"There is nothing here.\n", TEXT)
REFUSED = Answer(
    405, b"GET, HEAD or POST it.\n", TEXT, ((b"allow", b"GET, HEAD, POST"),)
)
BUSY = Answer(
    503, b"Not kept: try again in a moment.\n", TEXT, ((b"retry-after", b"1"),)
)


class Heartbeats:
    """The ASGI application for everything under /heartbeats/."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="heartbeats")

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "http":
            await _send(await self._answer(scope), send, scope["method"] != "HEAD")

    async def _answer(self, scope: HTTPScope) -> Answer:
        token, _, more = scope["path"].removeprefix(PATH).rstrip("/").partition("/")
        if not 0 < len(token) <= LONGEST or more not in ("", FAIL):
            return NOTHING
        if scope["method"] not in METHODS:
            return REFUSED
        loop = asyncio.get_running_loop()
        beat = loop.run_in_executor(self._pool, heard, token, more == FAIL)
        try:
            return await asyncio.wait_for(beat, SECONDS)
        except TimeoutError:  # a thread may hang on a database that says nothing
            return BUSY


def heard(token: str, failed: bool) -> Answer:  # noqa: FBT001  # an executor's call
    """Keep it; what it changes is committed when this returns."""
    close_old_connections()
    try:
        known = services.beat(token=token, now=timezone.now(), failed=failed)
    except DatabaseError as error:
        log.warning("A heartbeat was not kept: %s", error)
        connection.close()
        return BUSY
    return HEARD if known else NOTHING


async def _send(answer: Answer, send: ASGISendCallable, with_body: bool) -> None:  # noqa: FBT001
    await send(
        HTTPResponseStartEvent(
            type="http.response.start",
            status=answer.status,
            headers=[
                (b"content-type", answer.type),
                (b"content-length", str(len(answer.body)).encode()),
                (b"cache-control", b"no-store"),
                *answer.headers,
            ],
            trailers=False,
        )
    )
    await send(
        HTTPResponseBodyEvent(
            type="http.response.body",
            body=answer.body if with_body else b"",
            more_body=False,
        )
    )
