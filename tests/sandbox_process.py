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

from tests.sandbox.people import People

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0
TRIGGER_SECONDS = 3.0


class SandboxError(AssertionError):
    """The sandbox did not start, or refused a control request."""


class Sandbox(People):
    """One sandbox process. `start()`, `stop()`, or use it as a context manager.

    With `smtp=True` it catches mail too, on `smtp_port` of 127.0.0.1.

    Rate limits are off unless `rate_limits=True`: most tests are about other things.
    """

    signing_secret = "sandbox-signing-secret"
    bot_token = "xoxb-sandbox-0001"
    app_token = "xapp-sandbox-0001"
    admin_token = "xoxp-sandbox-0001"
    config_token = "xoxe.xoxp-sandbox-0001"
    twilio_sid = "AC00000000000000000000000000000001"
    twilio_token = "sandbox-twilio-token"
    twilio_number = "+447700900999"

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
        smtp: bool = False,
        smtp_port: int = 0,
    ) -> None:
        self._manifest = manifest
        self._arguments = [
            f"--port={port}",
            f"--signing-secret={self.signing_secret}",
            f"--bot-token={self.bot_token}",
            f"--app-token={self.app_token}",
            f"--admin-token={self.admin_token}",
            f"--config-token={self.config_token}",
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
        if smtp:
            self._arguments.append(f"--smtp-port={smtp_port}")
        self._catches_mail = smtp
        self._process: subprocess.Popen[str] | None = None
        self._http = httpx.Client(timeout=30, trust_env=False)
        self.url = ""
        # Whether a test changed what `reset` does not put back.
        self.is_worn = False
        self.smtp_port = 0

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
        if self._catches_mail:
            smtp = self._process.stdout.readline().strip()
            self.smtp_port = int(smtp.rpartition(":")[2])
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

    # -- what is there

    def state(self, user: str) -> Json:
        """What one person sees."""
        return self.get(f"/_sandbox/state?{urlencode({'user': user})}")

    def top_view(self, user: str) -> Json:
        """The modal a person has on top. An app opens it after its answer, so that it
        is waited for as long as a trigger lives.
        """
        deadline = time.monotonic() + TRIGGER_SECONDS
        while not (views := self.state(user)["views"]):
            if time.monotonic() > deadline:
                raise SandboxError(f"{user} has no modal open")
            time.sleep(0.02)
        view: Json = views[-1]
        return view

    def seen_channel(self, user: str, name: str) -> Json:
        """A channel as one person sees it, by name or id."""
        channel = self.channel(name)["id"]
        query = urlencode({"user": user, "channel": channel})
        return _pick(self.get(f"/_sandbox/state?{query}")["channels"], channel)

    def dump(self) -> Json:
        """The whole workspace."""
        return self.get("/_sandbox/dump")

    def channel(self, name: str) -> Json:
        """A channel of the dump, by name or id."""
        found = self.get(f"/_sandbox/dump?{urlencode({'channel': name})}")
        return _pick(found["channels"], name)

    def user(self, name: str) -> Json:
        """A user of the dump, by name or id."""
        found = self.get(f"/_sandbox/dump?{urlencode({'user': name})}")
        return _pick(found["users"], name)

    def usergroup(self, name: str) -> Json:
        """A user group of the dump, by handle or id."""
        groups: list[Json] = self.dump()["usergroups"]
        for group in groups:
            if name in {group["id"], group["handle"]}:
                return group
        raise SandboxError(f"there is no group {name}")

    def mail(self, to: str = "", *, since: int = 0) -> list[Json]:
        """Mail that was caught, to one address or all, oldest first."""
        query = urlencode({"to": to, "since": since})
        mail: list[Json] = self.get(f"/_sandbox/mail?{query}")["mail"]
        return mail

    def forget_mail(self) -> None:
        """Throw the caught mail away."""
        self.request("DELETE", "/_sandbox/mail")

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
        """What was sent to the app: command, submit, action, event, suggest, ..."""
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
        """Change `app_url`, `latency_ms`, `rate_limits` or `groups_by`."""
        self.is_worn = True
        self.request("PUT", "/_sandbox/settings", values)

    def populate(self, **sizes: int) -> None:
        """Make a big workspace: `users`, `channels`, `usergroups`, ..."""
        self.is_worn = True
        self.post("/_sandbox/populate", sizes)

    def advance(self, seconds: float) -> None:
        """Push the sandbox's clock forward."""
        self.is_worn = True
        self.post("/_sandbox/clock", {"advance": seconds})

    def reset(self) -> None:
        """Back to the company file: no faults, no records; the first manifest."""
        self.post("/_sandbox/reset", {})
        self.forget_mail()
        if self._manifest is not None:
            self.put_manifest(self._manifest)

    # -- HTTP

    def get(self, path: str) -> Json:
        """GET a control path."""
        return self.request("GET", path)

    def post(self, path: str, body: Json) -> Json:
        """POST to a control path."""
        return self.request("POST", path, body)

    def put(self, path: str, body: Json) -> Json:
        """PUT to a control path."""
        return self.request("PUT", path, body)

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
