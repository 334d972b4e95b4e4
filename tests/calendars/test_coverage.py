"""How a service is watched, held against a clock on the wall read tick by tick."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.calendars.coverage import LOOK_AHEAD, covered, spans
from incidents.calendars.values import (
    DEFAULT_HOURS,
    Calendar,
    Event,
    Mode,
    Stretch,
)
from tests.calendars.by_the_clock import CHANGES, DAY, TICK, clock, modes

LONDON = ZoneInfo("Europe/London")
OFFICE = Calendar(team="Payments", zone=LONDON, hours=DEFAULT_HOURS)

wall_times = st.integers(0, 287).map(lambda n: time(n * 5 // 60, n * 5 % 60))


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    starts = draw(wall_times)
    later = wall_times.filter(lambda ends: ends > starts or ends == time())
    return Stretch(draw(st.integers(0, 6)), starts, draw(later))


@st.composite
def events(draw: st.DrawFn, middle: datetime, number: int) -> Event:
    begin = middle + draw(st.integers(-1200, 1000)) * TICK
    length = draw(st.integers(1, 700)) * TICK
    daily = draw(st.none() | st.tuples(wall_times, wall_times))
    return Event(
        number=number,
        name=f"Event {number}",
        mode=draw(st.sampled_from(Mode)),
        starts_at=begin,
        ends_at=begin + length,
        of_service=draw(st.booleans()),
        daily_from=daily[0] if daily else None,
        daily_until=daily[1] if daily else None,
    )


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, str, datetime]:
    zone, middle = draw(st.sampled_from(CHANGES))
    off = draw(st.sets(st.integers(-3, 3), max_size=2))
    calendar = Calendar(
        team="Payments",
        zone=ZoneInfo(zone),
        hours=tuple(draw(st.lists(stretches(), max_size=6))),
        days_off={(middle + n * DAY).date(): "Founders' Day" for n in off},
        events=tuple(
            draw(events(middle, number)) for number in range(draw(st.integers(0, 4)))
        ),
    )
    return calendar, zone, middle


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_each_moment_has_the_mode_that_the_clock_on_the_wall_gives(
    drawn: tuple[Calendar, str, datetime],
) -> None:
    calendar, zone, middle = drawn
    seen = clock(zone, middle)
    expected = dict(zip(seen.moments, modes(calendar, seen), strict=True))
    begin, end = middle - 3 * DAY, middle + 3 * DAY

    found = spans(calendar, begin, end)

    assert (found[0].starts, found[-1].ends) == (begin, end)
    for before, after in pairwise(found):
        assert before.ends == after.starts
    for span in found:
        moment = span.starts
        while moment < span.ends:
            assert span.mode == expected[moment], (moment, span)
            moment += TICK


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(-500, 200), st.integers(0, 299))
def test_the_mode_holds_until_just_then_and_is_another_one_after(
    drawn: tuple[Calendar, str, datetime], ticks: int, seconds: int
) -> None:
    calendar, zone, middle = drawn
    seen = clock(zone, middle)
    expected = dict(zip(seen.moments, modes(calendar, seen), strict=True))
    tick = middle + ticks * TICK
    at = tick + timedelta(seconds=seconds)

    found = covered(calendar, at)

    assert found.mode == expected[tick]
    moment = tick + TICK
    while moment < min(found.until, middle + 4 * DAY):
        assert expected[moment] == found.mode
        moment += TICK
    if found.until <= middle + 4 * DAY:
        assert expected[found.until] != found.mode
    else:
        assert found.until <= at + LOOK_AHEAD


def test_working_hours_follow_the_teams_own_clock_over_a_change() -> None:
    before = covered(OFFICE, datetime(2026, 3, 27, 9, tzinfo=UTC))
    after = covered(OFFICE, datetime(2026, 3, 30, 8, tzinfo=UTC))

    assert before.reason == (
        "Working hours of Payments: Friday 09:00-17:30 (Europe/London)"
    )
    assert before.until == datetime(2026, 3, 27, 17, 30, tzinfo=UTC)
    assert after.mode == Mode.HANDS_ON
    assert after.until == datetime(2026, 3, 30, 17, tzinfo=UTC)


def test_a_window_in_the_hour_that_is_skipped_is_left_out_that_day() -> None:
    nightly = event(daily_from=time(1, 15), daily_until=time(1, 45))
    found = spans_of(nightly, datetime(2026, 3, 28, tzinfo=UTC), days=3)
    assert found == ["28 01:15-01:45", "30 00:15-00:45"]


def test_a_window_in_the_hour_that_comes_twice_lasts_over_both() -> None:
    nightly = event(daily_from=time(1, 30), daily_until=time(2, 30))
    found = spans_of(nightly, datetime(2026, 10, 25, tzinfo=UTC), days=2)
    assert found == ["25 00:30-02:30", "26 01:30-02:30"]


def test_a_window_over_midnight_belongs_to_both_its_days() -> None:
    night = event(daily_from=time(22), daily_until=time(6))
    found = spans_of(night, datetime(2026, 1, 10, tzinfo=UTC), days=2)
    assert found == ["10 00:00-06:00", "10 22:00-06:00", "11 22:00-00:00"]


def test_leaving_early_for_a_week_is_automated_just_in_its_hours() -> None:
    early = Event(
        number=1,
        name="Leaving early",
        mode=Mode.AUTOMATED,
        starts_at=datetime(2026, 11, 23, tzinfo=UTC),
        ends_at=datetime(2026, 11, 28, tzinfo=UTC),
        daily_from=time(16),
        daily_until=time(18),
    )
    calendar = with_events(early)

    at_four = covered(calendar, datetime(2026, 11, 24, 16, tzinfo=UTC))
    before = covered(calendar, datetime(2026, 11, 24, 15, 59, tzinfo=UTC))
    week_after = covered(calendar, datetime(2026, 12, 1, 16, tzinfo=UTC))

    assert at_four.mode == Mode.AUTOMATED
    assert at_four.reason == (
        "“Leaving early” of Payments: automated, daily 16:00-18:00 "
        "until Sat 28 Nov 2026 00:00 (Europe/London)"
    )
    assert at_four.until == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert before.mode == week_after.mode == Mode.HANDS_ON


def test_the_event_that_lasts_shorter_counts() -> None:
    month = event(1, mode=Mode.AUTOMATED, days=30)
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    day = event(2, mode=Mode.HANDS_ON, starts=noon - timedelta(hours=12), days=1)
    for order in [(month, day), (day, month)]:
        assert covered(with_events(*order), noon).mode == Mode.HANDS_ON


def test_an_event_of_the_service_counts_before_a_shorter_one_of_its_team() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    of_team = event(1, mode=Mode.AUTOMATED, days=2)
    own = event(2, mode=Mode.HANDS_ON, days=20, of_service=True)
    found = covered(with_events(of_team, own), noon)
    assert found.mode == Mode.HANDS_ON
    assert "of this service" in found.reason


def test_do_not_monitor_counts_before_all_else() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    wide = event(1, mode=Mode.DO_NOT_MONITOR, days=20)
    own = event(2, mode=Mode.HANDS_ON, days=2, of_service=True)
    assert covered(with_events(wide, own), noon).mode == Mode.DO_NOT_MONITOR


def test_a_day_off_is_automated_and_says_which_day_it_is() -> None:
    christmas = date(2026, 12, 25)
    calendar = Calendar("Payments", LONDON, DEFAULT_HOURS, {christmas: "Christmas Day"})
    found = covered(calendar, datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert found.mode == Mode.AUTOMATED
    assert found.reason == ("Payments has Friday off: Christmas Day (Europe/London)")
    assert found.until == datetime(2026, 12, 28, 9, tzinfo=UTC)


def test_a_team_that_always_works_is_looked_at_again_after_a_month() -> None:
    always = tuple(Stretch(day, time(), time()) for day in range(7))
    at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    found = covered(Calendar("Payments", LONDON, always), at)
    assert (found.mode, found.until) == (Mode.HANDS_ON, at + LOOK_AHEAD)


def event(
    number: int = 1,
    *,
    mode: Mode = Mode.DO_NOT_MONITOR,
    starts: datetime = datetime(2026, 11, 1, tzinfo=UTC),
    days: int = 1,
    of_service: bool = False,
    daily_from: time | None = None,
    daily_until: time | None = None,
) -> Event:
    return Event(
        number=number,
        name="Event",
        mode=mode,
        starts_at=starts,
        ends_at=starts + timedelta(days=days),
        of_service=of_service,
        daily_from=daily_from,
        daily_until=daily_until,
    )


def with_events(*given: Event) -> Calendar:
    return Calendar("Payments", LONDON, DEFAULT_HOURS, {}, given)


def spans_of(given: Event, since: datetime, *, days: int) -> list[str]:
    """When it holds, in UTC, where its range is these days."""
    whole = Event(
        number=1,
        name=given.name,
        mode=given.mode,
        starts_at=since,
        ends_at=since + timedelta(days=days),
        daily_from=given.daily_from,
        daily_until=given.daily_until,
    )
    found = spans(with_events(whole), since, since + timedelta(days=days))
    return [
        f"{each.starts:%d %H:%M}-{each.ends:%H:%M}"
        for each in found
        if each.mode == Mode.DO_NOT_MONITOR
    ]
