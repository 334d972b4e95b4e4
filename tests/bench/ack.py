"""How soon a command is acknowledged when many come at once.

The reference is /healthz of the same server under the same load: what one HTTP request
costs here without any of our work.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.bench.figures import HEADER, median, percentile, row
from tests.bench.stack import stack
from tests.flows.story import Story

COMMANDS = 200
AT_ONCE = 20
INCIDENTS = 10
GOAL_MS = 300


def run() -> bool:
    """Print the figures; False when the goal is missed."""
    with stack(latency_ms=0) as story:
        for number in range(1, INCIDENTS + 1):
            story.declare("grace", f"Incident {number}", severity="SEV1")
        health = httpx.Client(trust_env=False, timeout=30)
        _measure(lambda n: _command(story, _text(n)), 2 * AT_ONCE)
        story.settle()
        ours = _measure(lambda n: _command(story, _text(n)), COMMANDS)
        reference = _measure(lambda _: _get(health, story), COMMANDS)
        story.settle()
    print(
        f"\nAck: {COMMANDS} commands on {INCIDENTS} incidents, {AT_ONCE} at a time, "
        "milliseconds"
    )
    print(HEADER)
    for name, pick, goal in (
        ("median", median, ""),
        ("p99", lambda values: percentile(values, 0.99), f"< {GOAL_MS}"),
    ):
        mine, other = pick(ours), pick(reference)
        ratio = f"{other / mine:.2f}x"
        print(row(name, f"{mine:.0f}", f"{other:.0f}", ratio, goal))
    return percentile(ours, 0.99) < GOAL_MS


def _text(number: int) -> str:
    """Half of the commands read; a quarter each changes an update or a severity."""
    incident = 1 + number // 4 % INCIDENTS
    level = 1 + number // 4 // INCIDENTS % 4
    texts = ["list", f"sev {incident} {level}", f"update {incident} looking", "help"]
    return texts[number % 4]


def _measure(once: Callable[[int], float], count: int) -> list[float]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(once, range(count)))


def _command(story: Story, text: str) -> float:
    """Milliseconds from Slack's sending to our answer, as Slack measures it."""
    answer = story.slack.command("grace", "random", "/incident", text)
    if not answer["ok"]:
        raise RuntimeError(f"not acknowledged: {answer}")
    return float(answer["elapsed_ms"])


def _get(client: httpx.Client, story: Story) -> float:
    began = time.perf_counter()
    client.get(f"{story.muster.url}/healthz").raise_for_status()
    return (time.perf_counter() - began) * 1000
