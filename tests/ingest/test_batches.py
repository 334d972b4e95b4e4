"""What the committer does when the database refuses, or too much waits."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from django.db import connection

from incidents.catalog.keys import digest_of
from integrations.ingest import batches
from integrations.ingest.answers import Refused
from integrations.ingest.batches import Committer
from tests.ingest.conftest import EMPTY, MAKE, SECRET

DIGEST = digest_of(SECRET)
# Each is gone when this returns.
CUT = """
SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
Outcome = int | BaseException


@pytest.fixture(autouse=True)
def service(transactional_db: None) -> Iterator[None]:
    run(MAKE, DIGEST)
    yield
    run(EMPTY)


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


def bodies() -> list[bytes]:
    rows = run("SELECT body FROM incidents_inbox ORDER BY id")
    return [bytes(body) for (body,) in rows]


def kept(*steps: tuple[str, ...], between: str = "") -> list[list[Outcome]]:
    """The outcomes of each step: requests that are offered at once, by context."""
    committer = Committer()
    told = []
    with start_blocking_portal() as portal:
        for contexts in steps:
            told.append(portal.call(_offered, committer, contexts))
            if between:
                run(between)
    committer.close()
    return told


async def _offered(committer: Committer, contexts: tuple[str, ...]) -> list[Outcome]:
    asked: list[Coroutine[Any, Any, int]] = [
        committer.keep(DIGEST, "api", context, str(number).encode())
        for number, context in enumerate(contexts)
    ]
    return await asyncio.gather(*asked, return_exceptions=True)


def test_what_postgresql_cannot_keep_is_refused_and_its_neighbours_are_kept() -> None:
    bad = '{"mapping": "\\u0000"}'
    (told,) = kept(("{}", "{}", bad, "{}", "{}", "no JSON", "{}"))

    refused = {n: each for n, each in enumerate(told) if isinstance(each, Refused)}
    assert {n: each.status for n, each in refused.items()} == {2: 400, 5: 400}
    assert "PostgreSQL cannot keep it" in refused[2].detail
    assert bodies() == [b"0", b"1", b"3", b"4", b"6"]


def test_numbers_are_those_of_the_rows_in_the_order_of_arrival() -> None:
    (told,) = kept(("{}",) * 600)

    found = run("SELECT id, body FROM incidents_inbox ORDER BY id")
    by_body = {int(bytes(body)): number for number, body in found}
    assert told == [by_body[n] for n in range(600)]
    assert told == sorted(by_body.values())


def test_a_connection_that_was_cut_while_idle_is_made_anew() -> None:
    first, second = kept(("{}",), ("{}",), between=CUT)

    assert [type(each) for each in (*first, *second)] == [int, int]
    assert len(bodies()) == 2


def test_a_row_that_somebody_locks_for_long_is_answered_503() -> None:
    run("BEGIN")
    run("LOCK incidents_inbox IN ACCESS EXCLUSIVE MODE")
    ((told,),) = kept(("{}",))
    run("ROLLBACK")

    assert isinstance(told, Refused)
    assert (told.status, told.retry_after) == (503, 1)


def test_what_comes_when_too_much_waits_is_told_to_come_back() -> None:
    """All of it is offered before the loop can hear that any is kept."""
    more = 50

    (told,) = kept(("{}",) * (batches.WAITING_ROWS + more))

    refused = [each for each in told if isinstance(each, Refused)]
    assert {(each.status, each.retry_after) for each in refused} == {(503, 1)}
    assert len(refused) == more
    assert len(bodies()) == batches.WAITING_ROWS


def test_what_comes_when_the_process_ends_is_told_to_come_back() -> None:
    committer = Committer()
    with start_blocking_portal() as portal:
        portal.call(_offered, committer, ("{}",))
        committer.close()
        (told,) = portal.call(_offered, committer, ("{}",))

    assert isinstance(told, Refused)
    assert (told.status, "ending" in told.detail) == (503, True)
    assert bodies() == [b"0"]
