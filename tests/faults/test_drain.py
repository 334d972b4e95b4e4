"""Draining while something breaks: nothing is lost, counted twice or out of order."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import pytest

from incidents.alerts import inbox
from incidents.alerts.models import SHARDS
from incidents.catalog.keys import digest_of
from tests.muster_process import Muster
from tests.servers import Servers

SECRET = "mk_a-key-of-the-tests-of-the-drain"
SLOW = 60.0
KEYS, TIMES = 200, 3
NOTES = 20
Signal = dict[str, Any]
ADD_SERVICE = """
WITH team AS (
    INSERT INTO incidents_team (name, slug, description)
    VALUES ('Tidings', 'tidings', '') ON CONFLICT (slug) DO UPDATE SET description = ''
    RETURNING id
)
INSERT INTO incidents_service (name, slug, description, runbook_url, team_id)
SELECT 'Tidings ' || number, 'tidings-' || number, '', '', id
FROM team, (SELECT count(*) AS number FROM incidents_service) AS known
RETURNING id
"""
WAITING = "SELECT count(*) FROM incidents_inbox WHERE drained_at IS NULL"


@pytest.fixture(scope="module")
def running(servers: Servers) -> Iterator[Muster]:
    """The web server of a Muster with nothing in it; each test starts its workers."""
    servers.redis.start()
    servers.redis.flush()
    muster = Muster(
        servers,
        slack_api_url="http://127.0.0.1:9/api/",
        template=servers.migrated,
        broker=servers.redis,
        settings={},
    )
    try:
        muster.launch(workers=())
        muster.wait_ready()
        yield muster
    finally:
        muster.stop()


@pytest.fixture
def muster(running: Muster) -> Iterator[Muster]:
    yield running
    running.kill_worker()


def add_service(muster: Muster) -> int:
    ((number,),) = muster.sql(ADD_SERVICE)
    return int(number)


def put(muster: Muster, *rows: tuple[int, Signal]) -> None:
    """A body for each (service, signal), accepted in this order."""
    services = [service for service, _ in rows]
    nothing = [None] * len(rows)
    muster.sql(
        inbox.INSERT,
        *(SHARDS, services, nothing, ["api"] * len(rows), ["{}"] * len(rows)),
        *([json.dumps(signal).encode() for _, signal in rows], nothing),
    )


def wait_until_sorted(muster: Muster) -> None:
    muster.wait_until(lambda: muster.sql(WAITING) == [(0,)], seconds=SLOW)


def alerts(muster: Muster, service: int) -> list[tuple[str, int, str]]:
    """Dedup key, count and status of each, sorted."""
    return sorted(
        muster.sql(
            "SELECT dedup_key, count, status FROM incidents_alert"
            " WHERE service_id = %s",
            service,
        )
    )


def incidents(muster: Muster, service: int) -> list[int]:
    found = muster.sql(
        "SELECT id FROM incidents_incident WHERE service_id = %s", service
    )
    return [number for (number,) in found]


def waits_for(muster: Muster, table: str) -> Callable[[], bool]:
    """Whether a process of Muster waits to write into this table."""
    return lambda: bool(
        muster.sql(
            "SELECT 1 FROM pg_locks JOIN pg_class ON pg_class.oid = relation"
            " WHERE NOT granted AND relname LIKE %s",
            f"{table}%",
        )
    )


# -- killed


@pytest.mark.parametrize(
    "table", ["incidents_alert", "incidents_effect", "incidents_inbox"]
)
def test_a_worker_killed_while_it_sorts_loses_and_doubles_nothing(
    muster: Muster, table: str
) -> None:
    """It dies in the middle of a batch, at the write into one table after another."""
    service = add_service(muster)
    names = [f"disk-{number:03}" for number in range(KEYS)]
    sent = [{"title": name, "dedup_key": name} for name in names]
    put(muster, *((service, each) for _ in range(TIMES) for each in sent))
    muster.sql(f"BEGIN; LOCK TABLE {table} IN SHARE MODE")
    muster.start_worker()
    muster.wait_until(waits_for(muster, table), seconds=SLOW)
    muster.kill_worker()
    muster.sql("COMMIT")
    assert alerts(muster, service) == []

    muster.start_worker()
    wait_until_sorted(muster)
    assert alerts(muster, service) == [(name, TIMES, "firing") for name in names]
    (incident,) = incidents(muster, service)
    assert told(muster, incident) == KEYS
    assert muster.sql(
        "SELECT sum(signals), count(*) FILTER (WHERE problem <> '')"
        " FROM incidents_inbox WHERE service_id = %s",
        service,
    ) == [(KEYS * TIMES, 0)]


def told(muster: Muster, incident: int) -> int:
    """How many alerts the timeline says to have joined."""
    lines = muster.sql(
        "SELECT (data->>'joined')::int FROM incidents_entry"
        " WHERE incident_id = %s AND kind = 'alerts'",
        incident,
    )
    return sum(joined for (joined,) in lines)


# -- together


def story(name: str) -> list[Signal]:
    """What a tool sends of one problem; the order of its notes can be read later."""
    about = {"title": name, "dedup_key": name}
    notes = [{**about, "action": "note", "body": f"{n}."} for n in range(NOTES)]
    return [about, about, *notes, {**about, "action": "resolve"}]


def test_two_workers_at_once_keep_the_order_of_each_problem(muster: Muster) -> None:
    """More services than shards, so that a shard has rows of several."""
    muster.start_worker()
    muster.start_worker()
    services = [add_service(muster) for _ in range(SHARDS + 4)]
    names = [f"load-{number}" for number in range(8)]
    stories = {name: story(name) for name in names}
    for step in range(NOTES + 3):
        put(muster, *((s, stories[name][step]) for name in names for s in services))
    wait_until_sorted(muster)

    in_order = [f"{number}." for number in range(NOTES)]
    for service in services:
        assert alerts(muster, service) == [(name, 2, "resolved") for name in names]
        assert len(incidents(muster, service)) == 1
        for decisions in muster.sql(
            "SELECT decisions FROM incidents_alert WHERE service_id = %s", service
        ):
            assert notes_of(*decisions) == in_order


def notes_of(decisions: Sequence[dict[str, Any]]) -> list[str]:
    said = [str(each["reason"]) for each in decisions]
    return [text.removeprefix("Note: ") for text in said if text.startswith("Note: ")]


# -- poison


def test_rows_that_nothing_can_be_made_of_hold_nobody_up(muster: Muster) -> None:
    service = add_service(muster)
    gone = 4_000_000 + service % SHARDS  # of the same shard
    put(
        muster,
        (service, {"title": "Before", "dedup_key": "1"}),
        (gone, {"title": "Of a service that is gone"}),
        (service, {"body": "It has no title"}),
        (service, {"title": "After", "dedup_key": "2"}),
    )
    muster.start_worker()
    wait_until_sorted(muster)
    assert alerts(muster, service) == [
        ("1", 1, "firing"),
        ("2", 1, "firing"),
        ("unreadable:api", 1, "firing"),
    ]
    problems = muster.sql(
        "SELECT problem FROM incidents_inbox WHERE service_id IN (%s, %s) ORDER BY id",
        service,
        gone,
    )
    assert [bool(problem) for (problem,) in problems] == [False, True, True, False]


# -- without a broker


def post(muster: Muster, service: int, names: Sequence[str]) -> None:
    muster.sql(
        "INSERT INTO incidents_servicekey (service_id, digest, sealed, start)"
        " VALUES (%s, %s, '', 'mk_a-key') ON CONFLICT (digest) DO UPDATE"
        " SET service_id = excluded.service_id",
        service,
        digest_of(SECRET),
    )
    with httpx.Client(
        base_url=muster.url,
        headers={"Authorization": f"Bearer {SECRET}"},
        trust_env=False,
        timeout=SLOW,
    ) as http:
        for name in names:
            answer = http.post("/api/v1/alerts", json={"title": name})
            assert answer.status_code == 202, answer.text


def test_a_broker_that_is_wiped_or_down_loses_no_alert(muster: Muster) -> None:
    service = add_service(muster)
    names = [f"net-{number:02}" for number in range(30)]
    post(muster, service, names[:10])
    muster.broker.flush()
    muster.start_worker()
    post(muster, service, names[10:20])
    muster.broker.kill()
    try:
        post(muster, service, names[20:])
        wait_until_sorted(muster)
    finally:
        muster.broker.restart()
    assert alerts(muster, service) == [(name, 1, "firing") for name in names]
    assert len(incidents(muster, service)) == 1


def test_a_worker_that_is_ended_as_usual_finishes_its_batch(muster: Muster) -> None:
    service = add_service(muster)
    names = [f"mem-{number:03}" for number in range(KEYS)]
    put(muster, *((service, {"title": n, "dedup_key": n}) for n in names))
    muster.start_worker()
    muster.stop_worker()
    muster.start_worker()
    wait_until_sorted(muster)
    assert alerts(muster, service) == [(name, 1, "firing") for name in names]
