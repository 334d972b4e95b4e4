"""Few deliveries compute at once, and many wait for their vendor."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from incidents.outbox import turns

MANY = 6


def test_no_more_than_two_compute_at_once() -> None:
    inside, most, count = 0, 0, threading.Lock()
    together = threading.Barrier(turns.AT_ONCE)

    def compute() -> None:
        nonlocal inside, most
        with turns.taken():
            with count:
                inside += 1
                most = max(most, inside)
            together.wait(30)  # until as many as may are here
            with count:
                inside -= 1

    with ThreadPoolExecutor(MANY) as pool:
        for done in [pool.submit(compute) for _ in range(MANY)]:
            done.result()
    assert most == turns.AT_ONCE


def test_all_of_them_may_wait_for_their_vendor_at_once() -> None:
    calling = threading.Barrier(MANY)

    def deliver() -> None:
        with turns.taken(), turns.given_up():
            calling.wait(30)

    with ThreadPoolExecutor(MANY) as pool:
        for done in [pool.submit(deliver) for _ in range(MANY)]:
            done.result()


def test_a_call_that_fails_leaves_as_many_turns_as_there_were() -> None:
    def call() -> None:
        raise ConnectionError

    for _ in range(MANY):
        with pytest.raises(ConnectionError), turns.taken(), turns.given_up():
            call()
    test_no_more_than_two_compute_at_once()


def test_what_has_no_turn_gives_none_up() -> None:
    for _ in range(MANY):
        with turns.given_up():
            pass
    test_no_more_than_two_compute_at_once()
