"""`/api/<method>`: from the HTTP request to the vendor's answer, faults between."""

import asyncio
import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integrations.sandbox.connections import Receive, Scope, Send, cut, gone
from integrations.sandbox.control.faults import Verdict
from integrations.sandbox.control.records import without_secrets
from integrations.sandbox.hub import Hub
from integrations.sandbox.ids import new_secret
from integrations.sandbox.slack import methods
from integrations.sandbox.slack.arguments import check, read_body
from integrations.sandbox.slack.contract import CONTRACTS
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.identity import Identity, identify
from integrations.sandbox.slack.registry import METHODS, Call
from integrations.sandbox.types import Json

__all__ = ["WebApi", "methods"]


class WebApi:
    """The ASGI application behind `/api/`."""

    def __init__(self, hub: Hub, new_socket_url: Callable[[], str]) -> None:
        self._hub = hub
        self._new_socket_url = new_socket_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        method = str(request.path_params["method"])
        raw, refusal = await self._read(request, method)
        token = _token(request, raw)
        record = self._hub.calls.add(
            method=method,
            args=without_secrets(_decoded(raw)),
            token=token[-4:] if token else None,
            status=None,
            ok=None,
            error=None,
            answered_at=None,
            fault=None,
        )
        verdict = self._hub.faults.judge(method, raw)
        record["fault"] = verdict.kind or ("latency" if verdict.delay_ms else None)
        pause = (self._hub.settings.latency_ms + verdict.delay_ms) / 2000
        await asyncio.sleep(pause)
        response = self._before(verdict)
        if response is None and verdict.kind not in {"hang", "drop"}:
            response = self._answer(method, token, raw, refusal)
        await asyncio.sleep(pause)
        if verdict.kind in {"drop", "drop_after"}:
            cut(scope)
        if response is None or verdict.kind in {"drop_after", "hang_after"}:
            await gone(receive, self._hub.stopping)
            return
        _close_record(record, response, self._hub.clock.now())
        await response(scope, receive, send)

    async def _read(
        self, request: Request, method: str
    ) -> tuple[Json, SlackError | None]:
        try:
            return read_body(
                method,
                content_type=request.headers.get("content-type", ""),
                body=await request.body(),
                query=request.url.query,
            ), None
        except SlackError as error:
            return {}, error

    @staticmethod
    def _before(verdict: Verdict) -> Response | None:
        """The answer of a fault that keeps the work from being done."""
        fault = verdict.fault
        if fault is None:
            return None
        if fault.kind == "429":
            return _limited(fault.retry_after)
        if fault.kind in {"500", "503"}:
            words = "Internal Server Error" if fault.kind == "500" else "Unavailable"
            return PlainTextResponse(words, status_code=int(fault.kind))
        if fault.kind == "error":
            return JSONResponse({"ok": False, "error": fault.error})
        return None

    def _answer(
        self, method: str, token: str, raw: Json, refusal: SlackError | None
    ) -> Response:
        headers = {"x-slack-req-id": new_secret()}
        try:
            if refusal:
                raise refusal
            identity = self._identity(method, token)
            headers["x-oauth-scopes"] = ",".join(identity.scopes)
            body = self._run(method, identity, raw)
        except SlackError as error:
            if error.retry_after is not None:
                return _limited(error.retry_after)
            body = error.body()
        return JSONResponse(body, headers=headers)

    def _identity(self, method: str, token: str) -> Identity:
        if method not in METHODS:
            raise SlackError("unknown_method", extra={"req_method": method})
        return identify(self._hub.options, self._hub.ws, token, method)

    def _run(self, method: str, identity: Identity, raw: Json) -> Json:
        hub = self._hub
        channel = raw.get("channel")
        wait = hub.rates.refuse_for(method, str(channel) if channel else None)
        if wait is not None:
            raise SlackError("ratelimited", retry_after=wait)
        call = Call(
            ws=hub.ws,
            args=check(CONTRACTS[method], raw),
            identity=identity,
            groups_by=hub.settings.groups_by,
            triggers=hub.triggers,
            base_url=hub.base_url,
            new_socket_url=self._new_socket_url,
        )
        return METHODS[method](call)


def _token(request: Request, raw: Json) -> str:
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return str(raw.get("token") or "")


def _decoded(raw: Json) -> Json:
    """The arguments for the log, JSON inside forms opened."""
    return {name: _opened(value) for name, value in raw.items()}


def _opened(value: object) -> object:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _limited(seconds: int) -> Response:
    return JSONResponse(
        {"ok": False, "error": "ratelimited"},
        status_code=429,
        headers={"retry-after": str(seconds)},
    )


def _close_record(record: Json, response: Response, now: float) -> None:
    record["status"] = response.status_code
    record["answered_at"] = now
    if isinstance(response, JSONResponse):
        body = json.loads(bytes(response.body))
        record["ok"] = body["ok"]
        record["error"] = body.get("error")
    else:
        record["ok"] = False
