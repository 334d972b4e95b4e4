"""A sandbox for a test: the real process on a free loopback port, and its controls.

    with Sandbox(app_url=app.url) as slack:
        slack.command("ada", "general", "/incident", "open Checkout is slow")
        view = slack.state("ada")["views"][-1]
        slack.submit("ada", view["id"], {"title": {"value": {"value": "Slow"}}})
        slack.fault("chat.postMessage", "429", retry_after=2, times=3)
        assert slack.calls("conversations.create") == []
        channel = slack.channel("inc-1")            # from the dump, by name or id
        assert slack.texts("incidents") == ["..."]  # what stands in a channel

Point the app at `slack.api_url` with `slack.bot_token`, and give it
`slack.signing_secret`. People and channels are named by id or by their plain name
("ada", "general"). Acts wait for the app's answer unless told `wait=False`; they return
the control API's JSON, in which `ok` says whether the app acknowledged in time.
A request the control API refuses raises SandboxError.

Nothing here knows Muster; docs/sandbox.md is the contract.
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import httpx

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0


class SandboxError(AssertionError):
    """The sandbox did not start, or refused a control request."""


class Sandbox:
    """One sandbox process. `start()`, `stop()`, or use it as a context manager.

    Rate limits are off unless `rate_limits=True`: most tests are about other things.
    """

    signing_secret = "sandbox-signing-secret"
    bot_token = "xoxb-sandbox-0001"
    app_token = "xapp-sandbox-0001"

    def __init__(
        self,
        *,
        app_url: str | None = None,
        manifest: Json | None = None,
        company: Path | None = None,
        state: Path | None = None,
        port: int = 0,
        latency_ms: int = 0,
        rate_limits: bool = False,
        event_retry_seconds: Iterable[float] = (0, 60, 300),
    ) -> None:
        self._manifest = manifest
        self._arguments = [
            f"--port={port}",
            f"--signing-secret={self.signing_secret}",
            f"--bot-token={self.bot_token}",
            f"--app-token={self.app_token}",
            f"--latency-ms={latency_ms}",
            f"--rate-limits={'on' if rate_limits else 'off'}",
            "--event-retry-seconds=" + ",".join(str(s) for s in event_retry_seconds),
        ]
        if app_url:
            self._arguments.append(f"--app-url={app_url}")
        if company:
            self._arguments.append(f"--company={company}")
        if state:
            self._arguments.append(f"--state={state}")
        self._process: subprocess.Popen[str] | None = None
        self._http = httpx.Client(timeout=30, trust_env=False)
        self.url = ""

    # -- the process

    def start(self) -> Self:
        """Start it and wait until it accepts connections."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "integrations.sandbox", *self._arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._announced()
        if self._manifest is not None:
            self.put_manifest(self._manifest)
        return self

    def _announced(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if "sandbox ready on " not in line:
            code = self._process.wait(START_SECONDS)
            raise SandboxError(f"the sandbox did not start (exit code {code}): {line}")
        return line.split()[-1]

    def stop(self, *, sig: int = signal.SIGTERM) -> int:
        """End it; returns the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(sig)
        code = self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None
        return code

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._http.close()

    @property
    def api_url(self) -> str:
        """What slack_sdk wants as `base_url`."""
        return f"{self.url}/api/"

    # -- people

    def command(
        self,
        user: str,
        channel: str,
        command: str,
        text: str = "",
        *,
        wait: bool = True,
    ) -> Json:
        """Type a slash command."""
        body = {"user": user, "channel": channel, "command": command, "text": text}
        return self._act("command", body, wait=wait)

    def message(
        self, user: str, channel: str, text: str, *, thread_ts: str | None = None
    ) -> Json:
        """Post a message as a person; the answer has its `ts`."""
        body = {"user": user, "channel": channel, "text": text, "thread_ts": thread_ts}
        return self._act("message", body)

    def action(
        self,
        user: str,
        action_id: str,
        *,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
        value: Json | None = None,
        values: Json | None = None,
        wait: bool = True,
    ) -> Json:
        """Press a button or choose from a menu, of a message or of a view.

        Without `block_id` the first element with this action_id is taken. `values` is
        what the other inputs hold at that moment, as in `view.state.values`.
        """
        container: Json = (
            {"type": "view", "view_id": view_id}
            if view_id
            else {"type": "message", "channel": channel, "ts": ts}
        )
        body = {
            "user": user,
            "container": container,
            "block_id": block_id,
            "action_id": action_id,
            "value": value or {},
            "values": values or {},
        }
        return self._act("action", body, wait=wait)

    def submit(
        self, user: str, view_id: str, values: Json | None = None, *, wait: bool = True
    ) -> Json:
        """Submit a modal; `values` as in `view.state.values`, without the types."""
        body = {"user": user, "view_id": view_id, "values": values or {}}
        return self._act("submit", body, wait=wait)

    def close(self, user: str, view_id: str, *, wait: bool = True) -> Json:
        """Close a modal."""
        return self._act("close", {"user": user, "view_id": view_id}, wait=wait)

    def home(self, user: str, *, wait: bool = True) -> Json:
        """Open the app's Home."""
        return self._act("home", {"user": user}, wait=wait)

    def direct_message(self, user: str, other: str) -> str:
        """Open a direct message; its channel id."""
        answer = self._act("dm", {"user": user, "other": other})
        return str(answer["channel"])

    def join(self, user: str, channel: str) -> Json:
        """Join a public channel."""
        return self._act("join", {"user": user, "channel": channel})

    def leave(self, user: str, channel: str) -> Json:
        """Leave a channel."""
        return self._act("leave", {"user": user, "channel": channel})

    def read(self, user: str, channel: str) -> Json:
        """Mark a channel as read."""
        return self._act("read", {"user": user, "channel": channel})

    def dismiss(self, user: str, **what: str) -> Json:
        """Put away `notice=...`, or `channel=..., ts=...` of an ephemeral message."""
        return self._act("dismiss", {"user": user, **what})

    # -- what is there

    def state(self, user: str) -> Json:
        """What one person sees."""
        return self.get(f"/_sandbox/state?{urlencode({'user': user})}")

    def top_view(self, user: str) -> Json:
        """The modal a person has on top."""
        views = self.state(user)["views"]
        if not views:
            raise SandboxError(f"{user} has no modal open")
        view: Json = views[-1]
        return view

    def seen_channel(self, user: str, name: str) -> Json:
        """A channel as one person sees it, by name or id."""
        return _pick(self.state(user)["channels"], name)

    def dump(self) -> Json:
        """The whole workspace."""
        return self.get("/_sandbox/dump")

    def channel(self, name: str) -> Json:
        """A channel of the dump, by name or id."""
        return _pick(self.dump()["channels"], name)

    def user(self, name: str) -> Json:
        """A user of the dump, by name or id."""
        return _pick(self.dump()["users"], name)

    def texts(self, channel: str) -> list[str]:
        """The texts in a channel that are not Slack's own, oldest first."""
        messages = self.channel(channel)["messages"]
        return [m["text"] for m in messages if not m.get("subtype")]

    def calls(self, method: str | None = None, *, since: int = 0) -> list[Json]:
        """The log of Web API calls, of one method or all."""
        query = urlencode({"method": method or "", "since": since})
        calls: list[Json] = self.get(f"/_sandbox/calls?{query}")["calls"]
        return calls

    def forget_calls(self) -> None:
        """Empty the log of calls."""
        self.request("DELETE", "/_sandbox/calls")

    def deliveries(self, kind: str | None = None, *, since: int = 0) -> list[Json]:
        """What was sent to the app: command, submit, action, close, event."""
        query = urlencode({"kind": kind or "", "since": since})
        deliveries: list[Json] = self.get(f"/_sandbox/deliveries?{query}")["deliveries"]
        return deliveries

    # -- faults and administration

    def fault(self, method: str, kind: str, **more: Any) -> str:
        """Put a fault in force (`times=1` unless given); answers its id."""
        body = {"method": method, "kind": kind, **more}
        return str(self.post("/_sandbox/faults", body)["id"])

    def faults(self) -> list[Json]:
        """The faults in force, with how often each `fired`."""
        faults: list[Json] = self.get("/_sandbox/faults")["faults"]
        return faults

    def clear_faults(self) -> None:
        """Lift every fault."""
        self.request("DELETE", "/_sandbox/faults")

    def save_user(self, **fields: Any) -> Json:
        """Make a person, or change one by `id` or `name` (`deleted=True`)."""
        user: Json = self.post("/_sandbox/users", fields)["user"]
        return user

    def make_channel(self, name: str, **fields: Any) -> Json:
        """Make a channel: `is_private`, `creator`, `members`."""
        body = {"name": name, **fields}
        channel: Json = self.post("/_sandbox/channels", body)["channel"]
        return channel

    def change_channel(self, channel: str, **fields: Any) -> Json:
        """Change a channel: `name`, `topic`, `is_archived`, `add`, `remove`, `by`."""
        return self.post(f"/_sandbox/channels/{channel}", fields)

    def put_manifest(self, manifest: Json) -> None:
        """Install the app's manifest."""
        self.request("PUT", "/_sandbox/manifest", manifest)

    def settings(self, **values: Any) -> None:
        """Change `app_url`, `latency_ms` or `rate_limits` while it runs."""
        self.request("PUT", "/_sandbox/settings", values)

    def advance(self, seconds: float) -> None:
        """Push the sandbox's clock forward."""
        self.post("/_sandbox/clock", {"advance": seconds})

    def reset(self) -> None:
        """Back to the company file: no faults, no records."""
        self.post("/_sandbox/reset", {})

    # -- HTTP

    def get(self, path: str) -> Json:
        """GET a control path."""
        return self.request("GET", path)

    def post(self, path: str, body: Json) -> Json:
        """POST to a control path."""
        return self.request("POST", path, body)

    def request(self, verb: str, path: str, body: Json | None = None) -> Json:
        """Any control request; raises SandboxError when it is refused."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        response = self._http.request(
            verb, self.url + path, content=content, headers=headers
        )
        if response.status_code >= 400:
            raise SandboxError(f"{verb} {path}: {response.text}")
        answer: Json = response.json()
        return answer

    def _act(self, act: str, body: Json, *, wait: bool = True) -> Json:
        return self.post(f"/_sandbox/act/{act}", {**body, "wait": wait})


def _pick(rows: list[Json], name: str) -> Json:
    for row in rows:
        if name in {row["id"], row["name"]}:
            return row
    raise SandboxError(f"there is no {name}")


def eventually(check: Callable[[], Any], *, seconds: float = 10.0) -> Any:
    """Wait until `check()` is true, and return what it returned.

    An AssertionError inside counts as "not yet"; the last one is raised at the end.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            found = check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        else:
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError("it did not happen in time")
        time.sleep(0.02)
