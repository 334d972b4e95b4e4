"""The rules of an incident's status, whatever is tried in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.lifecycle import status
from incidents.values import OPEN, Status

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
LIFE = status.ORDER


def walk(steps: list[tuple[Status, int]]) -> tuple[Status, dict[Status, datetime]]:
    """Try each step; a refused one changes nothing. Minutes may run backwards."""
    now = Status.TRIAGE
    reached = {Status.TRIAGE: START}
    for wanted, minutes in steps:
        try:
            moved = status.change(
                now, wanted, reached=reached, at=START + timedelta(minutes=minutes)
            )
        except status.IllegalTransition:
            continue
        now = moved.status
        for stage, at in moved.times.items():
            if at is None:
                reached.pop(stage, None)
            else:
                reached[stage] = at
    return now, reached


steps = st.lists(st.tuples(st.sampled_from(list(Status)), st.integers(-60, 600)))


@given(steps)
def test_times_never_run_backwards(steps: list[tuple[Status, int]]) -> None:
    _, reached = walk(steps)
    times = [reached[stage] for stage in LIFE if stage in reached]
    assert times == sorted(times)


@given(steps)
def test_skipped_times_are_filled_in(steps: list[tuple[Status, int]]) -> None:
    now, reached = walk(steps)
    before = LIFE[: LIFE.index(now) + 1]
    missing = {stage for stage in before if stage not in reached}
    assert missing <= {Status.POST_INCIDENT}


@given(steps)
def test_nothing_lies_ahead_of_where_it_is(steps: list[tuple[Status, int]]) -> None:
    now, reached = walk(steps)
    assert max(LIFE.index(stage) for stage in reached) == LIFE.index(now)


@pytest.mark.parametrize("current", list(Status))
@pytest.mark.parametrize("wanted", list(Status))
def test_what_is_refused_says_what_can_follow(current: Status, wanted: Status) -> None:
    options = status.allowed(current)
    if wanted in options:
        moved = status.change(current, wanted, reached={Status.TRIAGE: START}, at=START)
        assert moved.status is wanted
        return
    with pytest.raises(status.IllegalTransition) as refused:
        status.change(current, wanted, reached={Status.TRIAGE: START}, at=START)
    named = (option.label.lower() in refused.value.message for option in options)
    assert wanted is current or all(named)


def test_only_what_is_resolved_can_be_closed() -> None:
    for current in OPEN:
        with pytest.raises(status.IllegalTransition):
            status.change(current, Status.CLOSED, reached={}, at=START)


def test_reopening_keeps_when_it_began_and_forgets_the_end() -> None:
    hour = timedelta(hours=1)
    reached = dict.fromkeys(OPEN, START) | {Status.RESOLVED: START + hour}
    moved = status.change(
        Status.RESOLVED, Status.INVESTIGATING, reached=reached, at=START + 2 * hour
    )
    assert moved.times[Status.INVESTIGATING] == START
    assert moved.times[Status.RESOLVED] is None
