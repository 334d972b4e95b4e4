"""How soon a command is acknowledged when many come at once.

The figures are the medians of five rounds, with all delivered in between; each round's
p99 is printed, for it is the second worst of 200. The reference is /healthz of the same
server under the same load: what one HTTP request costs here without any of our work.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

from tests.bench.figures import HEADER, median, percentile, row
from tests.bench.stack import stack
from tests.flows.story import Story

COMMANDS = 200
ROUNDS = 5
AT_ONCE = 20
INCIDENTS = 10
GOAL_MS = 300
_connections = threading.local()


def run() -> bool:
    """Print the figures; False when the goal is missed."""
    with stack(latency_ms=0) as story:
        for number in range(1, INCIDENTS + 1):
            story.declare("grace", f"Incident {number}", severity="SEV1")
        _measure(lambda n: _command(story, _text(n)), 2 * AT_ONCE)
        story.settle()
        ours, reference = [], []
        for number in range(ROUNDS):
            each = partial(_ask, story, number * COMMANDS)
            ours.append(_measure(each, COMMANDS))
            story.settle()
            reference.append(_measure(lambda _: _get(story), COMMANDS))
    rounds = ", ".join(f"{_p99(each):.0f}" for each in ours)
    print(
        f"\nAck: {COMMANDS} commands on {INCIDENTS} incidents, {AT_ONCE} at a time, "
        f"milliseconds; p99 of the rounds: {rounds}"
    )
    print(HEADER)
    for name, pick, goal in (
        ("median", median, ""),
        ("p99", _p99, f"< {GOAL_MS}"),
    ):
        mine, other = (median([pick(each) for each in of]) for of in (ours, reference))
        ratio = f"{other / mine:.2f}x"
        print(row(name, f"{mine:.0f}", f"{other:.0f}", ratio, goal))
    return median([_p99(each) for each in ours]) < GOAL_MS


def _p99(values: Sequence[float]) -> float:
    return percentile(values, 0.99)


def _text(number: int) -> str:
    """Half of the commands read; a quarter each changes an update or a severity."""
    incident = 1 + number // 4 % INCIDENTS
    level = 1 + number // 4 // INCIDENTS % 4
    texts = ["list", f"sev {incident} {level}", f"update {incident} looking", "help"]
    return texts[number % 4]


def _measure(once: Callable[[int], float], count: int) -> list[float]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(once, range(count)))


def _ask(story: Story, first: int, number: int) -> float:
    """No round repeats the last one: each severity is a change."""
    return _command(story, _text(first + number))


def _command(story: Story, text: str) -> float:
    """Milliseconds from Slack's sending to our answer, as Slack measures it."""
    body = {
        "user": "grace",
        "channel": "random",
        "command": "/incident",
        "text": text,
        "wait": True,
    }
    answer = json.loads(_asked(story.slack.url, "POST", "/_sandbox/act/command", body))
    if not answer["ok"]:
        raise RuntimeError(f"not acknowledged: {answer}")
    return float(answer["elapsed_ms"])


def _get(story: Story) -> float:
    began = time.perf_counter()
    _asked(story.muster.url, "GET", "/healthz")
    return (time.perf_counter() - began) * 1000


def _asked(url: str, verb: str, path: str, body: object = None) -> bytes:
    """By a plain client: it has the two cores of what it measures."""
    address = urlsplit(url).netloc
    if address not in _connections.__dict__:
        setattr(_connections, address, http.client.HTTPConnection(address, timeout=30))
    connection: http.client.HTTPConnection = getattr(_connections, address)
    content = None if body is None else json.dumps(body)
    connection.request(verb, path, content, {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    if response.status >= 400:
        raise RuntimeError(f"{verb} {path}: {response.status} {text!r}")
    return text
