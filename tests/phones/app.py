"""An app for the phone network to call: it records requests and answers TwiML."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    signature: str
    form: dict[str, str]


class PhoneApp:
    """Answers every request with what `decide` says, TwiML or a status code."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.decide: Callable[[Asked], str | int] = lambda _asked: "<Response/>"
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length).decode()
                form = {k: v[0] for k, v in parse_qs(body).items()}
                sent = self.headers["x-twilio-signature"]
                asked = Asked(self.path, sent, form)
                app.requests.append(asked)
                said = app.decide(asked)
                raw = said.encode() if isinstance(said, str) else b""
                self.send_response(200 if isinstance(said, str) else said)
                self.send_header("content-type", "text/xml")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def to(self, path: str) -> list[Asked]:
        """What came to this path."""
        return [each for each in self.requests if each.path == path]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
