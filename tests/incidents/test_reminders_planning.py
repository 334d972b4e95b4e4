"""Reminders come at their times, so many times, and never all at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.reminders.planning import following

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
moments = st.timedeltas(-timedelta(days=300), timedelta(days=300)).map(
    lambda offset: START + offset
)
lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=2))


@given(due_at=moments, every=lengths, now=moments)
def test_the_next_time_is_to_come_in_step_and_the_first_of_these(
    due_at: datetime, every: timedelta, now: datetime
) -> None:
    after = following(due_at, every, now)
    assert after > now
    assert after > due_at
    assert (after - due_at) % every == timedelta(0)
    assert after - every <= now or after == due_at + every


@given(
    every=st.timedeltas(timedelta(minutes=1), timedelta(hours=4)),
    times=st.integers(1, 10),
    pauses=st.lists(
        st.timedeltas(timedelta(seconds=1), timedelta(days=1)), max_size=60
    ),
)
def test_however_long_nobody_looked_it_comes_once_a_look_and_so_often_in_all(
    every: timedelta, times: int, pauses: list[timedelta]
) -> None:
    """As the pulse does it: at each look, until nothing is due any more."""
    due_at, left, now = START, times, START
    came: list[datetime] = []
    for pause in pauses:
        now += pause
        looks = 0
        while left and due_at <= now:
            came.append(now)
            left -= 1
            due_at = following(due_at, every, now)
            looks += 1
        assert looks <= 1
    assert len(came) <= times
    assert came == sorted(set(came))
