"""The accepting side under load, while it and what is beside it fail."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from incidents.catalog.keys import digest_of
from tests.faults.accepting import HEADERS, PATH, Accepting, load
from tests.ingest.conftest import SECRET
from tests.ingest.test_bodies import FULL, GOOD, REFUSED
from tests.redis_process import RedisServer
from tests.servers import Servers

UNDRAINED = "SELECT 1 FROM incidents_inbox WHERE drained_at IS NULL"
REVOKE = "UPDATE incidents_servicekey SET revoked_at = now() WHERE digest = %s"
EXIT_SECONDS = 30.0


@pytest.fixture
def database(servers: Servers) -> Iterator[str]:
    name = f"ingest_{servers.number()}"
    yield servers.postgres.create(name, template=servers.migrated)
    servers.postgres.drop(name)


@pytest.fixture
def accepting(servers: Servers, database: str) -> Iterator[Accepting]:
    accepting = Accepting(servers, database)
    yield accepting
    accepting.stop()


def test_what_was_answered_202_outlives_a_sigkill(accepting: Accepting) -> None:
    web, port = accepting.start_web()
    with load(port) as posting:
        posting.wait_for(202, 300)
        web.send(signal.SIGKILL)
        web.wait(EXIT_SECONDS)

    kept = accepting.kept()
    assert posting.accepted() <= set(kept)
    assert len(kept) == len(set(kept))
    assert {each.status for each in posting.told} == {202}


def test_sigterm_under_load_answers_what_it_keeps_and_ends(
    accepting: Accepting,
) -> None:
    web, port = accepting.start_web()
    with load(port) as posting:
        posting.wait_for(202, 300)
        web.send(signal.SIGTERM)
        web.wait(EXIT_SECONDS)

    assert web.exit_code() == 0
    assert sorted(posting.accepted()) == sorted(accepting.kept())


def test_a_key_revoked_under_load_is_refused_at_once_by_every_process(
    accepting: Accepting,
) -> None:
    (_, one), (_, other) = accepting.start_web(), accepting.start_web()
    with load(one, other) as posting:
        posting.wait_for(202)
        accepting.sql(REVOKE, digest_of(SECRET))
        revoked_at = time.monotonic()
        posting.wait_for(401)

    later = {each.status for each in posting.told if each.asked_at > revoked_at}
    assert later == {401}
    assert posting.accepted() == set(accepting.kept())


def test_accepted_alerts_are_drained_with_the_broker_wiped_and_down(
    servers: Servers, database: str, redis_server: RedisServer
) -> None:
    accepting = Accepting(servers, database, BROKER_URL=redis_server.url)
    try:
        _, port = accepting.start_web()
        accepting.start_worker()
        with load(port) as posting:
            posting.wait_for(202)
            redis_server.flush()
            posting.wait_for(202)
            redis_server.kill()
            posting.wait_for(202)
        accepting.wait_until(lambda: not accepting.sql(UNDRAINED))

        alerts = accepting.sql("SELECT dedup_key, count FROM incidents_alert")
        assert sorted(alerts) == sorted((title, 1) for title in posting.accepted())
    finally:
        accepting.stop()


def test_bad_bodies_are_refused_and_those_beside_them_kept(
    accepting: Accepting,
) -> None:
    _, port = accepting.start_web()
    url = f"http://127.0.0.1:{port}{PATH}"

    def send(body: bytes, headers: dict[str, str]) -> httpx.Response:
        return httpx.post(
            url, content=body, headers=HEADERS | headers, timeout=60, trust_env=False
        )

    with load(port) as posting, ThreadPoolExecutor(8) as pool:
        bad = [case for case in REFUSED.values() for _ in range(8)]
        told = [pool.submit(send, body, headers) for body, headers, *_ in bad]
        full = [pool.submit(send, FULL, {}) for _ in range(8)]
        packed = REFUSED["cut"][1]
        unpacked = [pool.submit(send, GOOD, packed) for _ in range(8)]
        posting.wait_for(202)

    for (_, _, status, reason), future in zip(bad, told, strict=True):
        answer = future.result()
        assert answer.status_code == status
        assert reason in answer.json()["detail"]
    assert {each.result().status_code for each in full} == {202}
    assert {each.result().status_code for each in unpacked} == {400}
    assert {each.status for each in posting.told} == {202}
    assert sorted([*posting.accepted(), *["x"] * 8]) == sorted(accepting.kept())
