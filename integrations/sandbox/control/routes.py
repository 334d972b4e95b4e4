"""The paths under `/_sandbox/`."""

import hashlib
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from integrations.sandbox.control import admin, directory, lookup, phones, post
from integrations.sandbox.control.acts import ACTS
from integrations.sandbox.control.dump import dump
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.control.faults import BadFault
from integrations.sandbox.control.state import state
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Request], Awaitable[Json]]


async def body_of(request: Request) -> Json:
    """The request's JSON object; nothing counts as an empty one."""
    raw = await request.body()
    try:
        value = json.loads(raw) if raw else {}
    except ValueError as error:
        raise ControlError("the body must be JSON") from error
    if not isinstance(value, dict):
        raise ControlError("the body must be a JSON object")
    return value


def answering(answer: Answer) -> Endpoint:
    """An endpoint that answers JSON, a ControlError as 4xx."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except ControlError as error:
            refusal = {"ok": False, "error": error.error}
            return JSONResponse(refusal, status_code=error.status)

    return endpoint


class Control:
    """The control API of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[BaseRoute]:
        """Every path."""
        return [
            Route("/_sandbox/state", self.state),
            WebSocketRoute("/_sandbox/live", self._hub.live.serve),
            self._route("act/{act}", self.act, "POST"),
            self._route("faults", self.add_fault, "POST"),
            self._route("faults", self.list_faults, "GET"),
            self._route("faults", self.clear_faults, "DELETE"),
            self._route("faults/{id}", self.clear_faults, "DELETE"),
            self._route("calls", self.calls, "GET"),
            self._route("calls", self.forget_calls, "DELETE"),
            self._route("deliveries", self.deliveries, "GET"),
            self._route("deliveries", self.forget_deliveries, "DELETE"),
            self._route("dump", self.dump, "GET"),
            self._route("browse", self.browse, "GET"),
            self._route("people", self.people, "GET"),
            self._route("mail", self.mail, "GET"),
            self._route("mail", self.forget_mail, "DELETE"),
            self._route("phones", self.phones, "GET"),
            self._route("populate", self.populate, "POST"),
            self._route("users", self.save_user, "POST"),
            self._route("channels", self.make_channel, "POST"),
            self._route("channels/{id}", self.change_channel, "POST"),
            self._route("manifest", self.put_manifest, "PUT"),
            self._route("settings", self.change_settings, "PUT"),
            self._route("reset", self.reset, "POST"),
            self._route("clock", self.advance, "POST"),
            self._route("sockets/refresh", self.refresh_sockets, "POST"),
            self._route("verify", self.verify, "POST"),
        ]

    @staticmethod
    def _route(path: str, answer: Answer, verb: str) -> Route:
        return Route(f"/_sandbox/{path}", answering(answer), methods=[verb])

    async def state(self, request: Request) -> Response:
        """One person's state, with an ETag."""
        user = self._hub.ws.find_user(request.query_params.get("user", ""))
        if user is None:
            refusal = {"ok": False, "error": "user_not_found"}
            return JSONResponse(refusal, status_code=404)
        version = self._hub.ws.version_for(user.id)
        also = request.query_params.get("channel", "")
        mark = f"{self._hub.boot}:{user.id}:{version}:{also}"
        etag = f'"{hashlib.sha256(mark.encode()).hexdigest()[:20]}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        seen = state(self._hub.ws, user.id, also=also)
        seen["phone"] = phones.shown(self._hub, user.phone) if user.phone else None
        return JSONResponse(seen, headers=headers)

    async def act(self, request: Request) -> Json:
        """Something a person does."""
        act = ACTS.get(request.path_params["act"])
        if act is None:
            raise ControlError("no such act", status=404)
        return await act(self._hub, await body_of(request))

    async def add_fault(self, request: Request) -> Json:
        """Put a fault in force."""
        try:
            fault = self._hub.faults.add(await body_of(request))
        except (BadFault, TypeError) as error:
            raise ControlError(str(error)) from error
        return {"ok": True, "id": fault.id}

    async def list_faults(self, _request: Request) -> Json:
        """The faults in force."""
        return {"ok": True, "faults": self._hub.faults.listing()}

    async def clear_faults(self, request: Request) -> Json:
        """Lift one fault or all."""
        self._hub.faults.clear(request.path_params.get("id"))
        return {"ok": True}

    async def calls(self, request: Request) -> Json:
        """The log of Web API calls."""
        wanted = request.query_params.get("method")
        rows = self._hub.calls.since(_number(request, "since"))
        return {
            "ok": True,
            "calls": [r for r in rows if wanted in {None, "", r["method"]}],
        }

    async def forget_calls(self, _request: Request) -> Json:
        """Empty the log of calls."""
        self._hub.calls.clear()
        return {"ok": True}

    async def deliveries(self, request: Request) -> Json:
        """The log of deliveries."""
        wanted = request.query_params.get("kind")
        rows = self._hub.deliveries.since(_number(request, "since"))
        return {
            "ok": True,
            "deliveries": [r for r in rows if wanted in {None, "", r["kind"]}],
        }

    async def forget_deliveries(self, _request: Request) -> Json:
        """Empty the log of deliveries."""
        self._hub.deliveries.clear()
        return {"ok": True}

    async def dump(self, request: Request) -> Json:
        """The whole workspace, or what `channel=` or `user=` names."""
        query = request.query_params
        found = dump(self._hub.ws, channel=query.get("channel"), user=query.get("user"))
        return {"ok": True, **found}

    async def browse(self, request: Request) -> Json:
        """Channels a person may open."""
        query = request.query_params
        user = lookup.person(self._hub.ws, dict(query))
        return directory.browse(
            self._hub.ws, user, query.get("query", ""), query.get("cursor", "")
        )

    async def people(self, request: Request) -> Json:
        """People by name."""
        query = request.query_params
        return directory.people(
            self._hub.ws, query.get("query", ""), query.get("cursor", "")
        )

    async def mail(self, request: Request) -> Json:
        """Mail that was caught."""
        to = request.query_params.get("to", "")
        return post.caught(self._hub.ws, to, _number(request, "since"))

    async def forget_mail(self, _request: Request) -> Json:
        """Throw the mail away."""
        post.forget(self._hub.ws)
        return {"ok": True}

    async def phones(self, _request: Request) -> Json:
        """Every call and message."""
        return phones.everything(self._hub)

    async def populate(self, request: Request) -> Json:
        """Make the workspace big."""
        return admin.fill_up(self._hub, await body_of(request))

    async def save_user(self, request: Request) -> Json:
        """Make or change a person."""
        return admin.save_user(self._hub, await body_of(request))

    async def make_channel(self, request: Request) -> Json:
        """Make a channel."""
        return admin.make_channel(self._hub, await body_of(request))

    async def change_channel(self, request: Request) -> Json:
        """Change a channel."""
        ref = str(request.path_params["id"])
        return admin.change_channel(self._hub, ref, await body_of(request))

    async def put_manifest(self, request: Request) -> Json:
        """Install the app's manifest; an empty object takes it away."""
        manifest = await body_of(request)
        self._hub.ws.manifest = manifest or None
        self._hub.ws.touch_all()
        return {"ok": True}

    async def change_settings(self, request: Request) -> Json:
        """Change a setting while it runs."""
        return admin.change_settings(self._hub, await body_of(request))

    async def reset(self, _request: Request) -> Json:
        """Back to the company file."""
        self._hub.reset()
        return {"ok": True}

    async def advance(self, request: Request) -> Json:
        """Push the clock forward by `advance` seconds."""
        seconds = (await body_of(request)).get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ControlError("advance must be a number of seconds")
        self._hub.clock.advance(seconds)
        return {"ok": True, "now": self._hub.clock.now()}

    async def refresh_sockets(self, _request: Request) -> Json:
        """Ask the app's sockets to reconnect."""
        return {"ok": True, "sockets": await self._hub.sockets.refresh()}

    async def verify(self, _request: Request) -> Json:
        """Send url_verification, as Slack does when a Request URL is saved."""
        return await self._hub.events.verify()


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name) or "0"
    if not text.isdecimal():
        raise ControlError(f"{name} must be a number")
    return int(text)
