"""The ASGI application beside Django that takes what monitoring tools post."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar, cast

import msgspec
from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
)
from django.conf import settings

from integrations.ingest import (
    bodies,
    hooks,
    muster,
    opsgenie,
    opsgenie_requests,
    pagerduty,
)
from integrations.ingest.answers import Answer, Refused, busy
from integrations.ingest.batches import Committer
from integrations.ingest.doors import Door, Offer, Post, key_of
from integrations.ingest.limits import Limits
from integrations.ingest.opsgenie_requests import START as REQUESTS
from integrations.ingest.sns import SOURCE as SNS
from integrations.ingest.sns import Sns

# What waits for Amazon, or reads the database, does so here and at most so long, in
# seconds; what comes beyond is told to try again.
SLOW_THREADS = 4
SLOW_WAITING = 200
SLOW_SECONDS = 15.0
DROP_INS = "/v2/"
T = TypeVar("T")


class Ingest:
    """Answers what `takes` says; `close` keeps what waits."""

    def __init__(self) -> None:
        self._committer = Committer()
        self._limits = Limits(settings.ALERT_REQUESTS_PER_SECOND)
        self._sns = Sns()
        self._slow = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="ingest")
        self._slow_now = 0

    def takes(self, method: str, path: str) -> bool:
        """The rest of /api/ is Django's."""
        if path == muster.PATH:
            return method == "POST"
        return path.startswith((f"{hooks.START}/", DROP_INS)) or path == hooks.START

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http":
            return
        door = _door(scope["path"])
        try:
            answer = await self._answer(door, scope, receive)
        except Refused as refused:
            answer = door.refused(refused)
        except bodies.Gone:
            return
        await _send(answer, send)

    def close(self) -> None:
        """Keep what waits, and end the threads."""
        self._committer.close()
        self._slow.shutdown(cancel_futures=True)
        self._sns.close()

    async def _answer(
        self, door: Door, scope: HTTPScope, receive: ASGIReceiveCallable
    ) -> Answer:
        began = time.perf_counter()
        headers = dict(cast("list[tuple[bytes, bytes]]", scope["headers"]))
        if scope["method"] == "GET" and scope["path"].startswith(REQUESTS):
            return await self._status(scope["path"].removeprefix(REQUESTS), headers)
        if scope["method"] != "POST":
            raise _only_post(scope["method"])
        body = await bodies.receive_whole(receive, headers)
        query = scope["query_string"].decode("latin-1")
        offer = door.read(Post(scope["path"], query, headers, body))
        digest = _digest(offer.secret)
        self._limits.take(digest)
        if offer.source == SNS:
            self._sns.guard(offer, bodies.parsed(body, headers))
        number = await self._kept(offer, digest)
        return door.accepted(offer, number, time.perf_counter() - began)

    async def _kept(self, offer: Offer, digest: str) -> int:
        if offer.proof:
            await self._committer.keep(digest, offer.source, "{}", None)
            await self._slowly(offer.proof)
        context = msgspec.json.encode(offer.context).decode() if offer.context else "{}"
        number = await self._committer.keep(
            digest, offer.source, context, _without(offer.secret, offer.body)
        )
        if offer.follow:
            await self._slowly(offer.follow)
        return number

    async def _status(self, request: str, headers: Mapping[bytes, bytes]) -> Answer:
        digest = _digest(key_of(headers, hint=opsgenie.HINT))
        self._limits.take(digest)
        return await self._slowly(partial(opsgenie_requests.status, request, digest))

    async def _slowly(self, call: Callable[[], T]) -> T:
        """On a thread, where it holds nobody else up."""
        if self._slow_now >= SLOW_WAITING:
            raise busy("Too many requests wait. Send it again.")
        self._slow_now += 1
        run = asyncio.get_running_loop().run_in_executor(self._slow, call)
        try:
            return await asyncio.wait_for(run, SLOW_SECONDS)
        except TimeoutError:
            raise busy("It takes too long. Send it again.") from None
        finally:
            self._slow_now -= 1


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _door(path: str) -> Door:
    if path == muster.PATH:
        return muster.DOOR
    if path == pagerduty.PATH:
        return pagerduty.DOOR
    if path == opsgenie.START or path.startswith(f"{opsgenie.START}/"):
        return opsgenie.DOOR
    return hooks.DOOR


def _without(secret: str, body: bytes) -> bytes:
    """The body without the key, which is kept nowhere in the clear."""
    key = secret.encode()
    return body.replace(key, b"***") if key in body else body


def _only_post(method: str) -> Refused:
    return Refused(
        405,
        "Only POST is taken here",
        f"Send it with POST instead of {method}.",
        headers=((b"allow", b"POST"),),
    )


async def _send(answer: Answer, send: ASGISendCallable) -> None:
    await send(
        HTTPResponseStartEvent(
            type="http.response.start",
            status=answer.status,
            headers=[
                (b"content-type", answer.type),
                (b"content-length", str(len(answer.body)).encode()),
                *answer.headers,
            ],
            trailers=False,
        )
    )
    await send(
        HTTPResponseBodyEvent(
            type="http.response.body", body=answer.body, more_body=False
        )
    )
