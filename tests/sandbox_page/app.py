"""A tiny Slack app for the page's tests: it opens a view and answers as told."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

import httpx

Json = dict[str, Any]


class TinyApp:
    """Answers what Slack delivers; `view` is opened on every command and shortcut."""

    def __init__(self) -> None:
        self.view: Json | None = None
        self.answer_submit: Callable[[Json], Json] = lambda _payload: {}
        self.commands: list[Json] = []
        self.submissions: list[Json] = []
        self.actions: list[Json] = []
        self.shortcuts: list[Json] = []
        self.events: list[Json] = []
        self.answer_suggestion: Callable[[Json], Json] = lambda _payload: {
            "options": []
        }
        self.suggestions: list[Json] = []
        self.api_url = ""
        self.token = ""
        self._http = httpx.Client(timeout=10, trust_env=False)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where Slack delivers to."""
        return f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._http.close()

    def call(self, method: str, **arguments: object) -> Json:
        """One Web API call, which must succeed."""
        answer: Json = self._http.post(
            f"{self.api_url}{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {self.token}"},
        ).json()
        assert answer["ok"], answer
        return answer

    def forget(self) -> None:
        """Back to an app that has seen nothing and opens nothing."""
        self.view = None
        self.answer_submit = lambda _payload: {}
        self.answer_suggestion = lambda _payload: {"options": []}
        for seen in (self.commands, self.submissions, self.actions):
            seen.clear()
        for seen in (self.shortcuts, self.events, self.suggestions):
            seen.clear()

    def deliver(self, body: Json) -> Json:
        """What Slack sent -> the answer's JSON."""
        kind = "command" if "command" in body else body.get("type")
        match kind:
            case "command" | "shortcut" | "message_action":
                (self.commands if kind == "command" else self.shortcuts).append(body)
                self._open(body["trigger_id"])
            case "view_submission":
                self.submissions.append(body)
                return self.answer_submit(body)
            case "block_suggestion":
                self.suggestions.append(body)
                return self.answer_suggestion(body)
            case "block_actions":
                self.actions.append(body)
            case "event_callback":
                self.events.append(body["event"])
        return {}

    def _open(self, trigger_id: str) -> None:
        if self.view:
            self.call("views.open", trigger_id=trigger_id, view=self.view)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = json.dumps(app.deliver(_parsed(raw))).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer if answer != b"{}" else b"  ")

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


def _parsed(raw: str) -> Json:
    if raw.startswith("{"):
        event: Json = json.loads(raw)
        return event
    form = {name: values[0] for name, values in parse_qs(raw).items()}
    payload: Json = json.loads(form["payload"]) if "payload" in form else form
    return payload
