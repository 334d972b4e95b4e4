"""When a heartbeat is expected, and how much of a wait Muster could hear."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.heartbeats.reception import received
from incidents.heartbeats.rhythm import EARLY, Rhythm
from incidents.values import Mistake

ZONES = ["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe"]
CRONS = [
    "* * * * *",
    "*/15 * * * *",
    "30 2 * * *",
    "15,45 1-3 * * *",
    "0 */6 * * *",
    "0 4 1 * *",
    "30 4 * * 1-5",
]
MINUTE = timedelta(minutes=1)
moments = st.integers(0, 3 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_an_interval_counts_from_the_beat() -> None:
    wait = Rhythm(interval=5 * MINUTE, grace=MINUTE).after(at("2026-03-01T12:00Z"))
    assert wait.until == at("2026-03-01T12:06Z")


@pytest.mark.parametrize(
    ("cron", "zone", "heard", "expected"),
    [
        ("30 4 * * *", "Europe/Vienna", "2026-03-12T03:31Z", "2026-03-13T03:30Z"),
        # The clock goes forward at 01:00 UTC: the job of 04:30 comes an hour earlier.
        ("30 4 * * *", "Europe/Vienna", "2026-03-28T03:31Z", "2026-03-29T02:30Z"),
        # 02:30 is skipped: it comes right after the gap, at 03:00 local time.
        ("30 2 * * *", "Europe/Vienna", "2026-03-28T01:31Z", "2026-03-29T01:00Z"),
        # 02:30 comes twice: once is enough, the first time.
        ("30 2 * * *", "Europe/Vienna", "2026-10-24T00:31Z", "2026-10-25T00:30Z"),
        ("30 2 * * *", "Europe/Vienna", "2026-10-25T00:31Z", "2026-10-26T01:30Z"),
        # In the second of the two hours, cronsim alone would answer with the first.
        ("15,45 1-3 * * *", "Europe/Vienna", "2026-10-25T01:20Z", "2026-10-25T02:15Z"),
        ("0 9 * * 1", "Asia/Tokyo", "2026-03-12T00:00Z", "2026-03-16T00:00Z"),
    ],
)
def test_a_cron_expression_is_read_on_its_own_clock(
    cron: str, zone: str, heard: str, expected: str
) -> None:
    rhythm = Rhythm(cron=cron, zone=zone, grace=MINUTE)
    wait = rhythm.after(at(heard))
    assert wait.since == at(expected)
    assert wait.until == at(expected) + MINUTE


def test_a_beat_a_moment_before_its_time_is_that_times_beat() -> None:
    rhythm = Rhythm(cron="0 4 * * *", grace=MINUTE)
    wait = rhythm.after(at("2026-03-12T03:59:58Z"))
    assert wait.since == at("2026-03-13T04:00Z")


@pytest.mark.parametrize(
    ("seconds", "words"), [(300, "5 min"), (90_061, "1 d 1 h 1 min 1 s"), (30, "30 s")]
)
def test_an_interval_is_told_in_words(seconds: int, words: str) -> None:
    assert Rhythm(interval=timedelta(seconds=seconds)).words == f"every {words}"


@given(st.sampled_from(CRONS), st.sampled_from(ZONES), moments)
def test_what_is_expected_always_lies_ahead(
    cron: str, zone: str, heard: datetime
) -> None:
    rhythm = Rhythm(cron=cron, zone=zone)
    assert rhythm.after(heard).since > heard + EARLY
    later = rhythm.after(heard + timedelta(hours=3))
    assert later.since >= rhythm.after(heard).since


@pytest.mark.parametrize(
    ("rhythm", "field", "told"),
    [
        (Rhythm(), "interval_seconds", "not both"),
        (Rhythm(interval=MINUTE, cron="* * * * *"), "interval_seconds", "not both"),
        (Rhythm(interval=timedelta(seconds=1)), "interval_seconds", "30 seconds"),
        (Rhythm(interval=timedelta(days=400)), "interval_seconds", "366 days"),
        (Rhythm(interval=MINUTE, grace=-MINUTE), "grace_seconds", "30 days"),
        (Rhythm(cron="every day"), "cron", "five fields"),
        (Rhythm(cron="0 * * * * *"), "cron", "five fields"),
        (Rhythm(cron="61 * * * *"), "cron", "minute"),
        (Rhythm(cron="0 0 30 2 *"), "cron", "day"),
        (Rhythm(cron="0 0 * * *", zone="Vienna"), "timezone", "Europe/Vienna"),
    ],
)
def test_what_cannot_be_is_told_with_its_rule(
    rhythm: Rhythm, field: str, told: str
) -> None:
    with pytest.raises(Mistake, match=told) as caught:
        rhythm.check()
    assert caught.value.field == field


seconds = st.integers(0, 600)
START = datetime(2026, 3, 1, tzinfo=UTC)


@given(
    st.lists(st.tuples(seconds, seconds).map(sorted), max_size=6),
    st.tuples(seconds, seconds).map(sorted),
)
def test_time_heard_is_counted_once_however_stretches_overlap(
    spans: list[list[int]], asked: list[int]
) -> None:
    since, until = asked
    heard = {s for a, b in spans for s in range(a, b)} & set(range(since, until))
    stretches = [
        (START + timedelta(seconds=a), START + timedelta(seconds=b)) for a, b in spans
    ]
    found = received(
        stretches,
        since=START + timedelta(seconds=since),
        until=START + timedelta(seconds=until),
    )
    assert found == timedelta(seconds=len(heard))
