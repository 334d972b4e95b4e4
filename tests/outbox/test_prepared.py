"""Statements that a connection knows: once each, under every name and value."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from incidents.prepared import Connection, Prepared
from tests.plans import faults

pytestmark = pytest.mark.django_db
KNOWN = """
SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s
"""


def ask(statement: Prepared, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def known(part: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [f"%{part}%"])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def test_values_are_named_or_not_and_a_per_cent_sign_is_one() -> None:
    unnamed = Prepared("SELECT %s::int, '5 %%' || %s, ARRAY[%s::text]")
    assert ask(unnamed, [3, "'; DROP", None]) == [(3, "5 %'; DROP", [None])]
    named = Prepared("SELECT %(b)s::text, %(a)s::int, %(b)s || '!'")
    assert ask(named, {"a": 1, "b": "x", "unused": 2}) == [("x", 1, "x!")]
    assert ask(Prepared("SELECT 1, '%%'")) == [(1, "%")]


def test_it_is_planned_once_for_a_connection() -> None:
    once = Prepared("SELECT 'planned once', name FROM incidents_team WHERE id = %s")
    for number in range(5):
        ask(once, [number])
    ((kept, anew),) = known("planned once")
    assert kept > 5
    assert anew == 0
    assert setting("enable_seqscan") == setting("enable_hashjoin") == "on"


def test_what_fails_is_prepared_anew_by_another_name() -> None:
    whole = Prepared("SELECT 'not a number', %s::int + 1")
    with pytest.raises(DatabaseError), transaction.atomic():
        ask(whole, ["x"])
    assert ask(whole, [1]) == [("not a number", 2)]
    wrong = Prepared("SELECT no_such_column, %s::int FROM incidents_team")
    for _ in range(2):
        with pytest.raises(DatabaseError, match="no_such_column"), transaction.atomic():
            ask(wrong, [1])


@pytest.fixture
def table() -> Iterator[Callable[[str], None]]:
    def change(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    change("CREATE TEMPORARY TABLE changing (id int)")
    yield change
    change("DROP TABLE changing")


def test_a_migration_costs_one_error_and_no_more(table: Callable[[str], None]) -> None:
    every = Prepared("SELECT * FROM changing WHERE id < %s")
    assert ask(every, [1]) == []
    table("ALTER TABLE changing ADD COLUMN name text")
    with pytest.raises(DatabaseError, match="cached plan"), transaction.atomic():
        ask(every, [1])
    assert ask(every, [1]) == []


def test_a_healthy_connection_is_not_asked_how_it_is() -> None:
    assert connection.connection.__class__ is Connection
    wrapper: Any = connections["default"]
    wrapper.health_check_done = False
    with connection.execute_wrapper(_nobody):
        wrapper.close_if_health_check_failed()
    assert wrapper.health_check_done


def test_a_server_that_hung_up_is_heard() -> None:
    other: Any = connections["default"].copy()
    other.connect()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        other.health_check_enabled, other.health_check_done = True, False
        assert other.connection.is_idle()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close_if_health_check_failed()
        assert other.connection is None
    finally:
        other.close()


def _nobody(*_: Any) -> Any:
    raise AssertionError("It asked the server how it is")


def test_the_look_at_plans_finds_what_reads_too_much() -> None:
    whole = ["Index Scan using effect_state on incidents_effect e", "  Filter: (a = 1)"]
    assert [*faults(whole)] == whole[:1]
    assert [*faults(["->  Seq Scan on incidents_alert"])]
    assert not [*faults([whole[0], "  Index Cond: (key = $1)"])]
    assert not [*faults(["->  Seq Scan on incidents_team"])]
