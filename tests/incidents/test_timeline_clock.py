"""When a note says that something happened."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.record.clock import Timed, timed
from incidents.values import Mistake

LONDON = ZoneInfo("Europe/London")
# 14:40 in London, which is on summer time.
NOW = datetime(2026, 7, 1, 13, 40, tzinfo=UTC)


def utc(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at", "text"),
    [
        ("14:32 restarted it", utc(1, 13, 32), "restarted it"),
        ("at 9:05 deploy went out", utc(1, 8, 5), "deploy went out"),
        ("1:05pm deploy", utc(1, 12, 5), "deploy"),
        ("2:05 pm deploy", utc(1, 13, 5), "deploy"),
        ("yesterday 23:50 first errors", utc(1, 22, 50) - timedelta(days=1), None),
        ("2026-06-30 08:00: all was well", utc(1, 7, 0) - timedelta(days=1), None),
        ("14:41 a clock that is fast", NOW, None),
    ],
)
def test_a_time_before_the_words_is_when_it_happened(
    words: str, at: datetime, text: str | None
) -> None:
    read = timed(words, now=NOW, zone=LONDON)
    assert read.at == at
    assert text in (None, read.text)


@pytest.mark.parametrize(
    "words",
    [
        "restarted it at 14:32",
        "14:3 neither",
        "3 pods restarted",
        "yesterday all was well",
    ],
)
def test_other_words_are_text(words: str) -> None:
    assert timed(words, now=NOW, zone=LONDON) == Timed(words)


def test_a_time_that_has_not_come_is_refused_with_what_to_write() -> None:
    with pytest.raises(Mistake) as refused:
        timed("18:00 fixed", now=NOW, zone=LONDON)
    assert refused.value.message.startswith(
        "18:00 has not come yet: it is 14:40 in Europe/London."
    )
    with pytest.raises(Mistake, match="2026-08-01 09:00 has not come yet"):
        timed("2026-08-01 09:00 fixed", now=NOW, zone=LONDON)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-30", "9999-12-31"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
def test_a_time_that_no_page_could_show_is_refused(day: str, zone: str) -> None:
    with pytest.raises(Mistake, match=r"too long ago|out of reach|not come yet"):
        timed(f"{day} 23:59 the big bang", now=NOW, zone=ZoneInfo(zone))


def test_a_day_that_there_is_not_is_refused() -> None:
    with pytest.raises(Mistake, match="no day 2026-02-30"):
        timed("2026-02-30 09:00 fixed", now=NOW, zone=LONDON)


zones = st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata", "America/St_Johns"])
nows = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.integers(0, 23), st.integers(0, 59), nows, zones)
def test_a_time_of_day_alone_is_the_last_one_or_refused(
    hour: int, minute: int, now: datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    try:
        at = timed(f"{hour}:{minute:02} x", now=now, zone=zone).at
    except Mistake:
        return
    assert at is not None
    assert now - timedelta(hours=26) <= at <= now
    local = at.astimezone(zone)
    skipped = local.utcoffset() != (local - timedelta(hours=1, minutes=30)).utcoffset()
    assert at == now or skipped or (local.hour, local.minute) == (hour, minute)


@given(st.text(max_size=40), nows, zones)
def test_whatever_is_typed_is_read_or_refused(
    words: str, now: datetime, name: str
) -> None:
    try:
        read = timed(words, now=now, zone=ZoneInfo(name))
    except Mistake:
        return
    assert read.at is None or read.at <= now
    assert read.text in words


@pytest.mark.parametrize(
    "words",
    [
        "25:10 restarted it",
        "14:75 restarted it",
        "14:32pm restarted it",
        "at 24:00: restarted it",
        "12:30:05 restarted it",
        "yesterday 31:10",
    ],
)
def test_a_mistyped_time_is_refused_and_not_kept_as_text(words: str) -> None:
    with pytest.raises(Mistake, match=r"no time of day.*Write it like 14:32") as told:
        timed(words, now=NOW, zone=LONDON)
    assert told.value.field == "at"


@pytest.mark.parametrize(
    "words",
    ["3.75 GB are free", "“16:90” is what it said", "1:9 ratio", "ab 25:10", "10:2"],
)
def test_what_only_looks_like_a_time_is_text(words: str) -> None:
    assert timed(words, now=NOW, zone=LONDON) == Timed(words)
