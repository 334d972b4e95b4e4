"""Debian's Prometheus and Alertmanager, watching a thing that a test can break.

    monitoring.breaks("web-1")          its metric says so from the next scrape on
    monitoring.mends("web-1")
    monitoring.pause_prometheus()       SIGSTOP: alive, and out of reach
    monitoring.thaw_prometheus()

Everything listens on the loopback address and keeps what it has in a folder of its own.
"""

import json
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from backoffice.local import ports
from backoffice.local.children import Child
from backoffice.local.lifeline import Lifeline

READY_SECONDS = 30.0
PACKAGES = ("prometheus", "prometheus-alertmanager")
RULES = {
    "groups": [
        {
            "name": "checkout",
            "rules": [
                {
                    "alert": "CheckoutDown",
                    "expr": "checkout_broken == 1",
                    "labels": {"severity": "critical"},
                    "annotations": {
                        "summary": "Checkout on {{ $labels.host }} is down",
                        "runbook_url": "https://runbooks.example/checkout",
                    },
                }
            ],
        }
    ]
}


class Hosts:
    """A tiny exporter: which hosts are broken."""

    def __init__(self) -> None:
        self._broken: dict[str, bool] = {}
        exporter = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = exporter.metrics().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Be quiet."""

        self._server = ThreadingHTTPServer((ports.HOST, 0), Handler)
        self.address = f"{ports.HOST}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def say(self, host: str, *, broken: bool) -> None:
        self._broken = {**self._broken, host: broken}

    def metrics(self) -> str:
        rows = [
            f'checkout_broken{{host="{host}"}} {int(broken)}\n'
            for host, broken in self._broken.items()
        ]
        return "".join(["# TYPE checkout_broken gauge\n", *rows])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Monitoring:
    """Running from construction on; `stop` ends it."""

    def __init__(
        self, folder: Path, *, receivers: list[dict[str, Any]], lifeline: Lifeline
    ) -> None:
        self._hosts = Hosts()
        self._folder = folder
        self._lifeline = lifeline
        self._children: list[Child] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._alertmanager = self._start_alertmanager(receivers)
        self._prometheus = self._start_prometheus()

    def breaks(self, *hosts: str) -> None:
        for host in hosts:
            self._hosts.say(host, broken=True)

    def mends(self, *hosts: str) -> None:
        for host in hosts:
            self._hosts.say(host, broken=False)

    def pause_prometheus(self) -> None:
        self._prometheus.send(signal.SIGSTOP)

    def thaw_prometheus(self) -> None:
        self._prometheus.send(signal.SIGCONT)

    def stop(self) -> None:
        for child in self._children:
            child.send(signal.SIGKILL)
            child.wait(READY_SECONDS)
        self._hosts.close()

    def logs(self) -> str:
        texts = (f"-- {c.name}\n{c.log.read_text()[-4000:]}" for c in self._children)
        return "\n".join(texts)

    def _start_alertmanager(self, receivers: list[dict[str, Any]]) -> str:
        """Every receiver gets every alert. Answers its host and port."""
        address = f"{ports.HOST}:{ports.find_free()}"
        names = [each["name"] for each in receivers]
        settings = {
            "route": {
                "receiver": names[0],
                "group_by": ["alertname"],
                "group_wait": "1s",
                "group_interval": "2s",
                "repeat_interval": "1h",
                "routes": [{"receiver": name, "continue": True} for name in names],
            },
            "receivers": receivers,
        }
        self._start(
            "prometheus-alertmanager",
            f"--config.file={self._written('alertmanager.yml', settings)}",
            f"--storage.path={self._folder / 'alertmanager'}",
            f"--web.listen-address={address}",
            "--cluster.listen-address=",
            ready=f"http://{address}/-/ready",
        )
        return address

    def _start_prometheus(self) -> Child:
        rules = self._written("rules.yml", RULES)
        settings = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "alerting": {
                "alertmanagers": [
                    {"static_configs": [{"targets": [self._alertmanager]}]}
                ]
            },
            "scrape_configs": [
                {
                    "job_name": "checkout",
                    "static_configs": [{"targets": [self._hosts.address]}],
                }
            ],
        }
        address = f"{ports.HOST}:{ports.find_free()}"
        return self._start(
            "prometheus",
            f"--config.file={self._written('prometheus.yml', settings)}",
            f"--storage.tsdb.path={self._folder / 'prometheus'}",
            f"--web.listen-address={address}",
            # An alert of which it says nothing more ends after four of these.
            "--rules.alert.resend-delay=1s",
            ready=f"http://{address}/-/ready",
        )

    def _written(self, name: str, settings: Mapping[str, Any]) -> Path:
        """As a file: JSON is YAML, too."""
        path = self._folder / name
        path.write_text(json.dumps(settings, indent=2))
        return path

    def _start(self, name: str, *options: str, ready: str) -> Child:
        child = Child(
            name,
            [binary(name), *options],
            env={"PATH": "/usr/bin:/bin", "GOMAXPROCS": "1"},
            log=self._folder / f"{name}.log",
            lifeline=self._lifeline,
        )
        self._children.append(child)
        until = time.monotonic() + READY_SECONDS
        while not _is_ready(ready):
            assert child.exit_code() is None, self.logs()
            assert time.monotonic() < until, self.logs()
            time.sleep(0.1)
        return child


def binary(name: str) -> str:
    """Where the program is; without it the test fails, as nothing is skipped."""
    found = shutil.which(name)
    assert found, (
        f"{name} is not installed, and these tests run the real one: "
        f"apt-get install -y {' '.join(PACKAGES)}"
    )
    return found


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@contextmanager
def running_monitoring(
    folder: Path, *, receivers: list[dict[str, Any]], lifeline: Lifeline
) -> Iterator[Monitoring]:
    for name in PACKAGES:
        binary(name)
    monitoring = Monitoring(folder, receivers=receivers, lifeline=lifeline)
    try:
        yield monitoring
    finally:
        monitoring.stop()
