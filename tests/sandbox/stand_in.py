"""An app for the sandbox to talk to: it records requests and answers as told."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


@dataclass
class Got:
    """One request as it arrived."""

    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def form(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> Json:
        """The event, or the interaction inside `payload`."""
        if self.headers.get("content-type") == "application/json":
            return dict(loads(self.body))
        return dict(loads(self.form["payload"]))


@dataclass
class Answer:
    status: int = 200
    body: str | Json = ""
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5, twenty at a time are turned away


class StandIn:
    """A threaded HTTP server on a free loopback port."""

    def __init__(self) -> None:
        self.requests: list[Got] = []
        self.decide: Callable[[Got], Answer] = lambda _got: Answer()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                headers = {k.lower(): v for k, v in self.headers.items()}
                got = Got(headers, self.rfile.read(length))
                stand_in.requests.append(got)
                answer = _challenge(got) or stand_in.decide(got)
                time.sleep(answer.delay)
                text = answer.body if isinstance(answer.body, str) else None
                raw = (dumps(answer.body) if text is None else text).encode()
                kind = "application/json" if text is None else "text/plain"
                try:
                    self.send_response(answer.status)
                    self.send_header("content-type", kind)
                    self.send_header("content-length", str(len(raw)))
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(raw)
                except OSError:
                    pass

            def log_message(self, *args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/slack/events"
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()

    def answers(self, **fields: Any) -> None:
        """Answer every request so from now on."""
        self.decide = lambda _got: Answer(**fields)

    def clear(self) -> None:
        self.requests.clear()
        self.answers()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _challenge(got: Got) -> Answer | None:
    if b"url_verification" in got.body:
        return Answer(body={"challenge": got.json["challenge"]})
    return None
