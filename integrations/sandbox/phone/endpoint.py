"""`/2010-04-01/...`: from the HTTP request to Twilio's answer, faults between."""

import asyncio
import base64
import binascii
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox.connections import Receive, Scope, Send, cut, gone
from integrations.sandbox.control.faults import Verdict
from integrations.sandbox.hub import Hub
from integrations.sandbox.phone.errors import TwilioError
from integrations.sandbox.phone.rest import ROUTES, Form, Run
from integrations.sandbox.phone.values import API
from integrations.sandbox.types import Json

PREFIX = "twilio:"


class TwilioApi:
    """The ASGI application behind `/2010-04-01/`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        text = (await request.body()).decode(errors="replace")
        form = parse_qs(text or request.url.query, keep_blank_values=True)
        name = _route(request)[0]
        asked = {key: values[0] for key, values in form.items()}
        record = self._hub.calls.add(
            method=f"{PREFIX}{name}",
            args=asked,
            token=None,
            status=None,
            ok=None,
            error=None,
            answered_at=None,
            fault=None,
        )
        verdict = self._hub.faults.judge(f"{PREFIX}{name}", asked)
        record["fault"] = verdict.kind or ("latency" if verdict.delay_ms else None)
        pause = (self._hub.settings.latency_ms + verdict.delay_ms) / 2000
        await asyncio.sleep(pause)
        response: Response | None = None
        if verdict.kind not in {"hang", "drop"}:
            response, code = self._answer(request, form, verdict)
            record["error"] = code and str(code)
        await asyncio.sleep(pause)
        if verdict.kind in {"drop", "drop_after"}:
            cut(scope)
        if response is None or verdict.kind in {"drop_after", "hang_after"}:
            await gone(receive, self._hub.stopping)
            return
        record["status"] = response.status_code
        record["ok"] = response.status_code < 400
        record["answered_at"] = self._hub.clock.now()
        await response(scope, receive, send)

    def _answer(
        self, request: Request, form: Form, verdict: Verdict
    ) -> tuple[Response, int | None]:
        try:
            _strike(verdict)
            self._identify(request)
            _name, status, run = _route(request)[1]
            body = run(self._hub.phone, request.path_params.get("sid", ""), form)
        except TwilioError as error:
            return JSONResponse(error.body(), status_code=error.status), error.code
        return JSONResponse(body, status_code=status), None

    def _identify(self, request: Request) -> None:
        """HTTP Basic with the account's SID and its auth token."""
        options = self._hub.options
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        known = f"{options.twilio_sid}:{options.twilio_token}"
        asked = str(request.path_params["account"])
        if kind.lower() != "basic" or given != known or asked != options.twilio_sid:
            raise TwilioError(20003)


def _route(request: Request) -> tuple[str, tuple[str, int, Run]]:
    key = (
        request.method,
        str(request.path_params["what"]),
        "sid" in request.path_params,
    )
    found = ROUTES.get(key)
    return (found[0], found) if found else ("unknown", ("unknown", 404, _unknown))


def _unknown(_network: object, _sid: str, _form: Form) -> Json:
    raise TwilioError(20404, f"/{API}/...")


def _strike(verdict: Verdict) -> None:
    """The error of a fault that keeps the work from being done."""
    fault = verdict.fault
    if fault is None:
        return
    if fault.kind == "429":
        raise TwilioError(20429)
    if fault.kind in {"500", "503"}:
        raise TwilioError(20000 + int(fault.kind))
    if fault.kind == "error":
        raise TwilioError(int(fault.error) if fault.error.isdecimal() else 20500)
