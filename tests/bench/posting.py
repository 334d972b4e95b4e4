"""A cheap load: `python -m tests.bench.posting PORT CONNECTIONS SECONDS EVENTS`.

Each connection sends its next request when the last one was answered. A request is one
alert, or an array of EVENTS; it is made of prepared bytes, with a key of its own in
them. Prints what was answered, as JSON: how many of each status, the seconds it took,
and the milliseconds of each answer.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import uvloop

KEYS = [f"mk_bench-key-of-service-{number}" for number in range(8)]
PATIENCE_SECONDS = 30
MARK = b"0000000000"
ALERT = {
    "title": "Disk almost full on db-4711.example.com",
    "body": "97 % of /var is used. Look at the runbook before it is all of it.",
    "severity": "critical",
    "dedup_key": f"disk-{MARK.decode()}",
    "labels": {"host": "db-4711", "mount": "/var", "region": "eu-1", "used": 97},
    "tags": ["disk", "database"],
}


@dataclass(frozen=True)
class Posted:
    """What one run of the load was answered."""

    answers: dict[int, int]
    seconds: float
    milliseconds: list[float]

    @property
    def accepted(self) -> int:
        return self.answers.get(202, 0)

    @property
    def rate(self) -> float:
        """Accepted requests a second."""
        return self.accepted / self.seconds


def post(port: int, *, connections: int, seconds: float, events: int = 1) -> Posted:
    """Run the load in a process of its own."""
    arguments = [str(each) for each in (port, connections, seconds, events)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.posting", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout)
    answers = {int(status): number for status, number in told["answers"].items()}
    return Posted(answers, told["seconds"], told["milliseconds"])


class Caller(asyncio.Protocol):
    def __init__(self, run: "Run", number: int) -> None:
        self._run = run
        self._head, self._tail = _request(KEYS[number % len(KEYS)], run.events)
        self._transport: Any = None
        self._got = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(b"}"):  # an answer is JSON, and comes in parts
            return
        self._run.note(int(self._got[9:12]), self._sent_at)
        self._got = b""
        if self._run.is_over():
            self._transport.close()
            self._run.left()
        else:
            self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(b"%b%010d%b" % (self._head, next(NUMBERS), self._tail))


NUMBERS = count(1)


class Run:
    def __init__(self, connections: int, seconds: float, events: int) -> None:
        self.events = events
        self.answers: Counter[int] = Counter()
        self.milliseconds: list[float] = []
        self.done = asyncio.Event()
        self._open = connections
        self.began = time.perf_counter()
        self._until = self.began + seconds
        self.ended = self.began

    def is_over(self) -> bool:
        return time.perf_counter() >= self._until

    def note(self, status: int, sent_at: float) -> None:
        self.ended = time.perf_counter()
        self.answers[status] += 1
        self.milliseconds.append((self.ended - sent_at) * 1000)

    def left(self) -> None:
        self._open -= 1
        if self._open == 0:
            self.done.set()


def _request(key: str, events: int) -> tuple[bytes, bytes]:
    """What comes before and after the mark of a request."""
    alerts = [ALERT] + [
        ALERT | {"dedup_key": f"disk-{number}"} for number in range(1, events)
    ]
    body = json.dumps(alerts if events > 1 else ALERT).encode()
    head = (
        "POST /api/v1/alerts HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    before, _, after = (head.encode() + body).partition(MARK)
    return before, after


async def _main(port: int, connections: int, seconds: float, events: int) -> None:
    run = Run(connections, seconds, events)
    loop = asyncio.get_running_loop()
    for number in range(connections):
        await loop.create_connection(partial(Caller, run, number), "127.0.0.1", port)
    await asyncio.wait_for(run.done.wait(), seconds + PATIENCE_SECONDS)
    told = {
        "answers": run.answers,
        "seconds": run.ended - run.began,
        "milliseconds": run.milliseconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    port, connections, seconds, events = sys.argv[1:]
    uvloop.run(_main(int(port), int(connections), float(seconds), int(events)))
