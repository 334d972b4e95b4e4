"""Phones ring whatever breaks: never silence, and never twice without saying so."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.company import Company, running_company
from tests.conftest import MUSTERS
from tests.faults.paging import SLOW, TITLE, Paging
from tests.flows.alerting import ROOM
from tests.flows.conftest import Shared
from tests.servers import Servers

LEASE_SECONDS = 4.0
CREATE = "twilio:calls.create"
# A worker takes its place in the account's queue right before it calls.
PLACES = "LOCK TABLE incidents_throttle IN EXCLUSIVE MODE"
INCIDENT = "SELECT FROM incidents_incident FOR UPDATE"


@pytest.fixture(scope="module")
def firm(servers: Servers) -> Iterator[Company]:
    """With short leases and quick retries. No beat runs in it."""
    with running_company(
        servers, LEASE_SECONDS=f"{LEASE_SECONDS:g}", RETRY_SECONDS="0.2"
    ) as company:
        company[1].keep_rows()
        yield company


@pytest.fixture
def paging(firm: Company, request: pytest.FixtureRequest) -> Iterator[Paging]:
    """As it was at first, with a worker that lives."""
    slack, muster = firm
    request.node.stash.setdefault(MUSTERS, []).append(muster)
    muster.broker.restart()
    if not muster.worker_pids():
        muster.start_worker()
    yield Paging(slack, muster)
    muster.thaw_workers()
    if not Shared.at_rest(slack, muster):
        muster.kill_worker()
    slack.reset()
    muster.restore_rows()


def before_it_looked(paging: Paging) -> None:
    """What should wake the next one is lost too."""
    paging.muster.kill_worker()
    paging.fires()
    paging.muster.broker.flush()


def before_the_call(paging: Paging) -> None:
    with paging.holding(PLACES):
        paging.fires()
        paging.wait_for(paging.somebody_waits, SLOW)
        paging.muster.kill_worker()


def while_twilio_never_gets_it(paging: Paging) -> None:
    fault = paging.slack.fault(CREATE, "hang")
    paging.fires()
    paging.wait_for(lambda: paging.fired(fault), SLOW)
    paging.muster.kill_worker()


def while_twilio_takes_it(paging: Paging) -> None:
    fault = paging.slack.fault(CREATE, "hang_after")
    paging.fires()
    paging.wait_for(lambda: paging.fired(fault), SLOW)
    paging.muster.kill_worker()


def after_the_call(paging: Paging) -> None:
    """Twilio has answered, and nothing of it is kept yet."""
    paging.slack.fault(CREATE, "latency", ms=600)
    paging.fires()
    paging.wait_for(paging.calls, SLOW)
    with paging.holding(INCIDENT):
        paging.wait_for(paging.somebody_waits, SLOW)
        paging.muster.kill_worker()


@pytest.mark.parametrize(
    ("killed", "attempts"),
    [
        (before_it_looked, 1),
        (before_the_call, 1),
        (while_twilio_never_gets_it, 2),
        (while_twilio_takes_it, 1),
        (after_the_call, 1),
    ],
)
def test_a_killed_worker_leaves_one_call_and_a_second_attempt_is_flagged(
    paging: Paging, killed: Callable[[Paging], None], attempts: int
) -> None:
    killed(paging)
    paging.slack.clear_faults()
    paging.muster.start_worker()
    who = paging.rings()
    paging.wait_for(lambda: paging.first_page("sent_at"), SLOW)
    if attempts > 1:
        assert paging.first_page("is_extra")
        told = "perhaps for the second time"
        paging.wait_for(lambda: told in paging.timeline(1), SLOW)
    paging.acknowledges(who)
    paging.wait_for(lambda: paging.pending() == 0 or None, SLOW)
    assert paging.attempts() == attempts
    assert len(paging.calls()) == 1
    (call,) = paging.calls()
    assert paging.first_page("vendor_id") == call["sid"]


@pytest.mark.parametrize("moment", ["before the call", "in the call"])
def test_two_workers_frozen_past_their_leases_place_one_call(
    paging: Paging, moment: str
) -> None:
    paging.muster.start_worker()
    if moment == "before the call":
        with paging.holding(PLACES):
            paging.fires()
            paging.wait_for(paging.somebody_waits, SLOW)
            paging.muster.freeze_worker()
    else:
        fault = paging.slack.fault(CREATE, "hang_after")
        paging.fires()
        paging.wait_for(lambda: paging.fired(fault), SLOW)
        paging.muster.freeze_worker()
    time.sleep(LEASE_SECONDS + 1)
    paging.slack.clear_faults()
    paging.muster.thaw_workers()

    paging.acknowledges(paging.rings())
    paging.wait_for(lambda: paging.pending() == 0 or None, SLOW)
    assert paging.attempts() == 1
    assert len(paging.calls()) == 1


def test_neither_redis_nor_beat_is_needed_to_ring_and_to_escalate(
    paging: Paging,
) -> None:
    """Ten minutes are as one second here: what is due is asked of PostgreSQL anew in
    each. No beat runs in this file.
    """
    paging.muster.broker.kill()
    paging.fires()
    first = paging.rings()
    paging.slack.phone(first, "no_answer")
    paging.wait_for(lambda: paging.first_page("status") == "no_answer", SLOW)
    paging.waits_are_over()
    second = paging.rings()
    assert second != first
    paging.acknowledges(second)
    paging.muster.broker.restart()
    assert len(paging.calls()) == 2


def test_while_slack_is_down_phones_ring_and_slack_is_told_later(
    paging: Paging,
) -> None:
    paging.slack.fault("*", "503", times=None)
    paging.fires()
    who = paging.rings()
    paging.acknowledges(who)
    paging.slack.clear_faults()

    def told() -> bool:
        shown = [paging.shown(each) for each in paging.bot_messages(ROOM)]
        by = f"acknowledged by {paging.name(who)}"
        return any(TITLE in each and by in each for each in shown)

    paging.wait_for(told, SLOW)


def test_a_twilio_that_never_answers_is_given_up_and_the_next_level_rings(
    paging: Paging,
) -> None:
    fault = paging.slack.fault(CREATE, "hang", times=None)
    paging.fires()
    paging.wait_for(lambda: paging.fired(fault), SLOW)
    paging.wait_for(lambda: paging.first_page("status") == "failed", SLOW)
    assert "(not_sent): Twilio did not answer" in paging.timeline(1)
    paging.slack.clear_faults()
    paging.waits_are_over()
    paging.acknowledges(paging.rings())
    assert len(paging.calls()) == 1
