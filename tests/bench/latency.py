"""How long after an alert is posted Twilio is asked to call, with a real worker.

From before the post until the request is at Twilio, which the sandbox is. The reference
is Twilio's SDK alone: a script that has the number already, and calls.
"""

import http.client
import json
import os
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from twilio.rest import Client

from tests.bench.figures import HEADER, median, percentile, row
from tests.bench.stack import APART
from tests.company import running_company
from tests.flows.story import Story
from tests.phones.test_network import SandboxHttp
from tests.servers import Servers

ALERTS, A_SECOND = 200, 20.0
FLOOD, ARRAY = 2_000, 50
FLOOD_SERVICES = 20
QUEUED = 12
WARM_UP = 20
REFERENCE = 50
MEDIAN_GOAL, P99_GOAL, FLOOD_GOAL, FIRST_GOAL = 1.0, 2.0, 5.0, 2.0
# How much sooner the last call may reach Twilio, which its queue evens out.
TOLERANCE = 0.5
# So many seconds after the first call all that was posted is sorted.
KNOWN = 3.5
SLOW = 120.0
# Nobody answers; no next level is to begin meanwhile.
RING = "600"
# Four further digits follow: nobody in the sandbox has one of these.
NUMBER = "+44770091"
PREPARE = "from tests.bench.pagers import prepare; prepare('{phones}', {count})"
PATH = "/api/v1/alerts"


@dataclass(frozen=True)
class Paced:
    """At one call a second: when the calls came after the first post, and whose."""

    at: Sequence[float]
    severities: Sequence[str]

    @property
    def is_paced(self) -> bool:
        return self.at[-1] - self.at[0] >= len(self.at) - 1 - TOLERANCE

    @property
    def is_ordered(self) -> bool:
        """Once all are known, the most severe first; a place comes each second."""
        pairs = zip(self.at, self.severities, strict=True)
        waited = [severity for at, severity in pairs if at > self.at[0] + KNOWN]
        return waited == sorted(waited)


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    servers = Servers(durable=True)
    try:
        servers.start()
        with _company(servers, "50") as story:
            keys = _keys(story, 2 * ALERTS + FLOOD_SERVICES + WARM_UP)
            _waits(story, keys[-WARM_UP:], first=len(keys) - WARM_UP)
            quiet = _waits(story, keys[:ALERTS], first=0)
            with _flood(story, keys[2 * ALERTS : -WARM_UP]) as rates:
                loud = _waits(story, keys[ALERTS : 2 * ALERTS], first=ALERTS)
            (arrived,) = rates
            reference = _reference(story)
        with _company(servers, "1") as story:
            paced = _paced(story, _keys(story, QUEUED))
    finally:
        servers.stop()
    print(
        f"\nLatency: {ALERTS} alerts, {A_SECOND:g} a second; load average "
        f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(HEADER)
    last = percentile(quiet, 0.99), percentile(loud, 0.99)
    for name, value, other, goal in (
        ("post to Twilio called, median, s", median(quiet), median, MEDIAN_GOAL),
        ("post to Twilio called, p99, s", last[0], _p99, P99_GOAL),
        (f"among {arrived:,.0f} alerts a second, median, s", median(loud), median, 0),
        (f"among {arrived:,.0f} alerts a second, p99, s", last[1], _p99, FLOOD_GOAL),
    ):
        plain = other(reference)
        ratio = f"{plain / value:.2f}x"
        shown = f"< {goal:g}" if goal else ""
        print(row(name, f"{value:.2f}", f"{plain:.3f}", ratio, shown))
    alone, soon = f"{paced.at[0]:.2f}", f"< {FIRST_GOAL:g}"
    print(row("one call a second: the first after, s", alone, "", "", soon))
    print(row("  pace kept", str(paced.is_paced), "", "", "True"))
    print(row("  the most severe first", str(paced.is_ordered), "", "", "True"))
    return (
        median(quiet) < MEDIAN_GOAL
        and last[0] < P99_GOAL
        and last[1] < FLOOD_GOAL
        and paced.at[0] < FIRST_GOAL
        and paced.is_paced
        and paced.is_ordered
    )


def _p99(values: Sequence[float]) -> float:
    return percentile(values, 0.99)


@contextmanager
def _company(servers: Servers, rate: str) -> Iterator[Story]:
    """Brightwater, on an account of so many calls a second."""
    with running_company(
        servers,
        workers=APART,
        TWILIO_CALLS_PER_SECOND=rate,
        TWILIO_RING_SECONDS=RING,
    ) as company:
        story = Story(*company)
        story.slack.put("/_sandbox/settings", {"calls_per_second": float(rate)})
        yield story


def _keys(story: Story, count: int) -> list[str]:
    """Of that many services, each with a person and a phone of its own."""
    code = PREPARE.format(phones=NUMBER, count=count)
    told = story.muster.manage("shell", "-v0", "-c", code)
    keys: list[str] = json.loads(told.strip().splitlines()[-1])
    return keys


class Poster:
    """One connection to Muster."""

    def __init__(self, story: Story) -> None:
        host = story.muster.url.removeprefix("http://")
        self._link = http.client.HTTPConnection(host, timeout=60)

    def post(self, key: str, body: object) -> None:
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }
        self._link.request("POST", PATH, json.dumps(body), headers)
        answer = self._link.getresponse()
        said = answer.read()
        if answer.status != http.client.ACCEPTED:
            raise RuntimeError(f"{answer.status}: {said!r}")


def _waits(story: Story, keys: Sequence[str], *, first: int) -> list[float]:
    """Seconds from each post until Twilio was asked to call, at the pace."""
    story.slack.forget_calls()
    poster, posted = Poster(story), {}
    began = time.time()
    for number, key in enumerate(keys):
        time.sleep(max(0.0, began + number / A_SECOND - time.time()))
        posted[f"{NUMBER}{first + number:04}"] = time.time()
        poster.post(key, {"title": "Disk full", "severity": "SEV3"})
    called = _called(story, posted)
    return [called[to] - at for to, at in posted.items()]


def _called(story: Story, phones: Collection[str]) -> dict[str, float]:
    """When each of these phones was called; fails unless each is, once."""

    def calls() -> list[tuple[str, float]]:
        asked = story.slack.calls("twilio:calls.create")
        found = [(call["args"]["To"], float(call["at"])) for call in asked]
        return [(to, at) for to, at in found if to in phones]

    def look() -> bool:
        time.sleep(0.2)
        return len(calls()) >= len(phones)

    story.wait_for(look, SLOW)
    found = calls()
    if len(found) != len(dict(found)):
        raise RuntimeError(f"{len(found)} calls to {len(phones)} phones")
    return dict(found)


@contextmanager
def _flood(story: Story, keys: Sequence[str]) -> Iterator[list[float]]:
    """Alerts of other services meanwhile, 2,000 a second: known ones that fire again
    and new ones, in arrays. In the end it says how many a second there were.
    """
    ended, rates = threading.Event(), list[float]()

    def pour() -> None:
        poster, began, number = Poster(story), time.time(), 0
        while not ended.is_set():
            time.sleep(max(0.0, began + number * ARRAY / FLOOD - time.time()))
            poster.post(keys[number % len(keys)], _array(number // len(keys)))
            number += 1
        rates.append(number * ARRAY / (time.time() - began))

    thread = threading.Thread(target=pour)
    thread.start()
    try:
        yield rates
    finally:
        ended.set()
        thread.join()


def _array(number: int) -> list[dict[str, object]]:
    """Of minor severity, in one group, so that each service has one incident of it."""
    return [
        {
            "title": f"Queue {each} grows",
            "dedup_key": f"queue-{(number * ARRAY + each) % 1_000}",
            "group_key": "queues",
            "severity": "SEV4",
        }
        for each in range(ARRAY)
    ]


def _reference(story: Story) -> list[float]:
    """Seconds until Twilio is asked, when its SDK is called at once."""
    story.slack.forget_calls()
    client = Client(
        story.slack.twilio_sid,
        story.slack.twilio_token,
        http_client=SandboxHttp(story.slack.url),
    )
    asked = {}
    for number in range(REFERENCE):
        to = f"{NUMBER}{9_000 + number:04}"
        asked[to] = time.time()
        client.calls.create(to=to, from_=story.slack.twilio_number, twiml="<Response/>")
    called = _called(story, asked)
    return [called[to] - at for to, at in asked.items()]


def _paced(story: Story, keys: Sequence[str]) -> Paced:
    """The least severe is posted first, and the others once it is called."""
    story.slack.forget_calls()
    poster = Poster(story)
    severities = [f"SEV{4 - number % 4}" for number in range(len(keys))]
    began = time.time()
    for number, key in enumerate(keys):
        poster.post(key, {"title": "Disk full", "severity": severities[number]})
        if number == 0:
            story.wait_for(lambda: story.slack.calls("twilio:calls.create"), SLOW)
    phones = {f"{NUMBER}{number:04}": s for number, s in enumerate(severities)}
    called = _called(story, phones)
    ordered = sorted(called, key=lambda to: called[to])
    return Paced(
        [called[to] - began for to in ordered],
        [phones[to] for to in ordered],
    )
