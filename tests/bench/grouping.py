"""How fast alerts become incidents, from the first post on, with a real worker.

The product is the whole: posts over HTTP in arrays, the inbox, one worker that sorts,
and the messages to Slack that the incidents ask for meanwhile, as far as Slack's rate
limits let them through. The mix: 100 services,
each with 10 group keys of 100 alerts, so that 1,000 incidents come of it and no storm.
The duplicates are of one key.

The reference is the same database under a handler that takes one alert at a time: found
by its key, its group looked up or made, written, committed. It does nothing else of
what Muster does.
"""

import hashlib
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack
from tests.flows.story import Story
from tests.muster_process import Muster

ALERTS = 100_000
SERVICES = 100
GROUPS = 10
ARRAY = 50
CONNECTIONS = 4
REFERENCE = 3_000
GOAL = 3_000
SLOW = 600.0
SERVICE = """
WITH service AS (
    INSERT INTO incidents_service (name, slug, description, runbook_url, team_id)
    SELECT %s, %s, '', '', team_id FROM incidents_service ORDER BY id LIMIT 1
    RETURNING id
)
INSERT INTO incidents_servicekey (service_id, digest, sealed, start)
SELECT id, %s, '', %s FROM service
"""
KNOWN = """
SELECT (SELECT count(*) FROM incidents_inbox),
    (SELECT coalesce(sum(signals), 0) FROM incidents_inbox),
    (SELECT count(*) FROM incidents_alert),
    (SELECT coalesce(sum(count), 0) FROM incidents_alert),
    (SELECT count(*) FROM incidents_incident),
    (SELECT count(*) FROM incidents_effect WHERE kind = 'alerts')
"""


class Counted(tuple[int, ...]):
    """Bodies, signals sorted, alerts, triggers, incidents, messages asked for."""

    __slots__ = ()

    @classmethod
    def now(cls, muster: Muster) -> "Counted":
        (found,) = muster.sql(KNOWN)
        return cls(int(number) for number in found)

    def since(self, before: "Counted") -> tuple[int, ...]:
        return tuple(now - then for now, then in zip(self, before, strict=True))


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    with stack(latency_ms=0) as story:
        story.slack.settings(rate_limits=True)
        keys = [_service(story.muster, number) for number in range(SERVICES + 1)]
        many, seen = _measure(story, list(_mixed(keys[:SERVICES])))
        expected = (ALERTS // ARRAY, ALERTS, ALERTS, ALERTS, SERVICES * GROUPS)
        wrong = [_reconciled("mix", seen, (*expected, SERVICES * GROUPS))]
        one, seen = _measure(story, list(_duplicates(keys[-1])))
        expected = (ALERTS // ARRAY, ALERTS, 1, ALERTS, 1)
        wrong.append(_reconciled("duplicates", seen, (*expected, 1)))
        reference = _one_by_one(story.muster)
    print(f"\nGrouping: {ALERTS:,} alerts a time, arrays of {ARRAY}, alerts a second")
    print(HEADER)
    for name, ours in (
        (f"{SERVICES} services, {SERVICES * GROUPS:,} incidents", many),
        ("duplicates of one key", one),
    ):
        ratio = f"{ours / reference:.1f}x"
        goal = f">= {GOAL:,}"
        print(row(name, f"{ours:,.0f}", f"{reference:,.0f}", ratio, goal))
    return min(many, one) >= GOAL and not any(wrong)


def _service(muster: Muster, number: int) -> str:
    key = f"mk_bench-{number:04}-of-the-grouping"
    digest = hashlib.sha256(key.encode()).hexdigest()
    name, slug = f"Bench {number}", f"bench-{number}"
    muster.sql(SERVICE, name, slug, digest, key[:8])
    return key


def _mixed(keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Arrays of all services in turn, each alert a problem of its own."""
    each = ALERTS // len(keys)
    for start in range(0, each, ARRAY):
        body = _array(range(start, start + ARRAY))
        yield from ((key, body) for key in keys)


def _duplicates(key: str) -> Iterator[tuple[str, bytes]]:
    body = json.dumps([_alert(0)] * ARRAY).encode()
    for _ in range(ALERTS // ARRAY):
        yield key, body


def _array(numbers: Sequence[int]) -> bytes:
    return json.dumps([_alert(number) for number in numbers]).encode()


def _alert(number: int) -> dict[str, object]:
    group = number % GROUPS
    return {
        "title": f"Disk almost full on host-{number}",
        "body": "Less than 5 % are left. Look at the runbook before it is too late.",
        "severity": "warning",
        "dedup_key": f"disk-host-{number}",
        "group_key": f"rack-{group}",
        "labels": {
            "host": f"host-{number}",
            "rack": f"rack-{group}",
            "region": "eu-west-1",
            "env": "live",
            "job": "node",
        },
        "links": [{"text": "Runbook", "url": "https://runbooks.example.com/disk"}],
    }


def _measure(
    story: Story, posts: Sequence[tuple[str, bytes]]
) -> tuple[float, tuple[int, ...]]:
    """Alerts a second from the first post until all are sorted; and what that made."""
    muster = story.muster
    before = Counted.now(muster)
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [posts[n::CONNECTIONS] for n in range(CONNECTIONS)]
        accepted = sum(pool.map(lambda share: _post(muster.url, share), shares))
    posted = time.perf_counter() - began
    muster.wait_until(lambda: _is_sorted(muster), seconds=SLOW)
    took = time.perf_counter() - began
    print(
        f"    {accepted:,} bodies accepted in {posted:.1f} s, sorted after {took:.1f}"
    )
    return ALERTS / took, Counted.now(muster).since(before)


def _post(url: str, posts: Sequence[tuple[str, bytes]]) -> int:
    """Post them one after another on one connection; how many were answered 202."""
    link = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    accepted = 0
    for key, body in posts:
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }
        link.request("POST", "/api/v1/alerts", body, headers)
        answer = link.getresponse()
        said = answer.read()
        if answer.status != http.client.ACCEPTED:
            raise RuntimeError(f"{answer.status}: {said!r}")
        accepted += 1
    link.close()
    return accepted


def _is_sorted(muster: Muster) -> bool:
    time.sleep(0.05)
    waiting = "SELECT 1 FROM incidents_inbox WHERE drained_at IS NULL LIMIT 1"
    return not muster.sql(waiting)


def _reconciled(name: str, seen: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Why the rows are not what was answered, or nothing."""
    wrong = "" if seen == expected else f"{name}: {seen} instead of {expected}"
    if wrong:
        print(f"    NOT RECONCILED: {wrong}")
    return wrong


# -- the reference

TABLES = """
CREATE TABLE reference_group (
    id bigserial PRIMARY KEY, service int NOT NULL, key text NOT NULL,
    UNIQUE (service, key)
);
CREATE TABLE reference_alert (
    id bigserial PRIMARY KEY, service int NOT NULL, key text NOT NULL,
    title text NOT NULL, body text NOT NULL, labels jsonb NOT NULL,
    count int NOT NULL, in_group bigint NOT NULL REFERENCES reference_group,
    UNIQUE (service, key)
)
"""


def _one_by_one(muster: Muster) -> float:
    """Alerts a second of a handler that takes one at a time."""
    muster.sql(TABLES)
    link = psycopg2.connect(muster.database_url)
    began = time.perf_counter()
    for number in range(REFERENCE):
        _handle(link, number % SERVICES, _alert(number // SERVICES))
    took = time.perf_counter() - began
    link.close()
    ((made,),) = muster.sql("SELECT sum(count) FROM reference_alert")
    if made != REFERENCE:
        raise RuntimeError(f"the reference made {made} of {REFERENCE}")
    return REFERENCE / took


def _handle(
    link: "psycopg2.extensions.connection", service: int, alert: object
) -> None:
    said = json.loads(json.dumps(alert))
    with link, link.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM reference_alert WHERE service = %s AND key = %s FOR UPDATE",
            [service, said["dedup_key"]],
        )
        known = cursor.fetchone()
        if known:
            cursor.execute(
                "UPDATE reference_alert SET count = count + 1 WHERE id = %s", known
            )
            return
        cursor.execute(
            "INSERT INTO reference_group (service, key) VALUES (%s, %s)"
            " ON CONFLICT (service, key) DO UPDATE SET key = excluded.key RETURNING id",
            [service, said["group_key"]],
        )
        (group,) = cursor.fetchone() or (None,)
        cursor.execute(
            "INSERT INTO reference_alert"
            " (service, key, title, body, labels, count, in_group)"
            " VALUES (%s, %s, %s, %s, %s, 1, %s)",
            [
                *(service, said["dedup_key"], said["title"], said["body"]),
                *(json.dumps(said["labels"]), group),
            ],
        )
