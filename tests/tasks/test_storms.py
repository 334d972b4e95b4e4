"""Two batches at a time: each is carried out, and no failure is lost."""

import threading

import pytest
from django.db import connection

from tasks.storms import together
from tests.sandbox_process import eventually


def test_both_run_at_the_same_time_and_are_counted() -> None:
    met = threading.Barrier(2, timeout=10)

    def loop() -> int:
        met.wait()  # neither goes on alone
        return 3

    assert together(loop) == 6


@pytest.mark.parametrize("where", ["here", "aside"])
def test_what_either_raises_is_raised_once_both_have_ended(where: str) -> None:
    here, ended = threading.current_thread(), []

    def loop() -> int:
        ended.append(1)
        is_here = threading.current_thread() is here
        if is_here == (where == "here"):
            raise ValueError(where)
        return 1

    with pytest.raises(ValueError, match=where):
        together(loop)
    assert len(ended) == 2


@pytest.mark.django_db(transaction=True)
def test_the_second_one_keeps_no_connection() -> None:
    pids = set()

    def loop() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.add(cursor.fetchone()[0])
        return 1

    together(loop)
    assert len(pids) == 2
    # The server takes a moment to see that a connection was closed.
    assert eventually(lambda: connections_among(pids) == 1)


def connections_among(pids: set[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [[*pids]]
        )
        (left,) = cursor.fetchone()
    return int(left)
