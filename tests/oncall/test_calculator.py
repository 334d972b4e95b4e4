"""The calculator against a slow one that works another way, around changed clocks."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.oncall.calculator import spans
from incidents.oncall.values import Away, Hours, Instead, Rota, Span, Turns
from tests.oncall.slow import on_call

# London changes at 01:00 UTC, New York at 02:00, Lord Howe by half an hour, and
# Santiago at midnight, so that there are days there that begin at 01:00.
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago"]
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
MINUTES = int((LAST - FIRST).total_seconds()) // 60


def changes(zone: ZoneInfo) -> list[datetime]:
    """The hours of ten years in which the clock there changed."""
    found, at = [], FIRST
    while at < LAST:
        later = at + timedelta(hours=1)
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            found.append(later)
        at = later
    return found


CHANGES = {name: changes(ZoneInfo(name)) for name in ZONES}
PEOPLE = st.integers(1, 5)
TIMES = st.sampled_from(
    [
        time(0),
        time(0, 30),
        time(1),
        time(1, 30),
        time(2),
        time(2, 30),
        time(9),
        time(17),
    ]
)
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)


def moments(name: str) -> st.SearchStrategy[datetime]:
    """Any of ten years, and often one close to a change of the clock."""
    anywhere = st.integers(0, MINUTES).map(lambda m: FIRST + timedelta(minutes=m))
    close = st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CHANGES[name]),
        st.integers(-240, 240).map(lambda quarter: quarter * 15),
    )
    return anywhere | close


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rota, datetime, datetime]:
    """A rota, and a stretch of up to nine days to look at."""
    name = draw(st.sampled_from(ZONES))
    since = draw(moments(name))
    until = since + timedelta(minutes=draw(st.integers(1, 9 * 24 * 60)))
    near = st.integers(-600, 600).map(lambda q: since + timedelta(minutes=15 * q))
    layers = draw(
        st.lists(
            st.builds(
                Turns,
                number=st.integers(1, 3),
                name=st.just("A"),
                position=st.integers(1, 2),
                rank=st.sampled_from([10, 50, 60]),
                rotation=st.sampled_from(["hourly", "daily", "weekly"]),
                length=st.integers(1, 5),
                starts_at=near | moments(name),
                ends_at=st.none() | near,
                people=st.lists(PEOPLE, max_size=4).map(tuple),
                hours=st.lists(
                    st.builds(Hours, weekdays=WEEKDAYS, starts=TIMES, ends=TIMES),
                    max_size=2,
                ).map(tuple),
            ),
            max_size=4,
        )
    )
    layers = [
        Turns(**{f: getattr(each, f) for f in each.__slots__} | {"number": number})
        for number, each in enumerate(layers)
    ]
    stretch = st.tuples(near, st.integers(1, 3_000)).map(
        lambda pair: (pair[0], pair[0] + timedelta(minutes=pair[1]))
    )
    overrides = [
        Instead(number, person, *when, made_at=made, position=position)
        for number, (person, when, made, position) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        PEOPLE, stretch, near, st.sampled_from([None, None, 1, 2])
                    ),
                    max_size=3,
                )
            )
        )
    ]
    away = [
        Away(person, *when)
        for person, when in draw(st.lists(st.tuples(PEOPLE, stretch), max_size=3))
    ]
    rota = Rota(
        name="Oracle",
        zone=ZoneInfo(name),
        layers=tuple(layers),
        overrides=tuple(overrides),
        away=tuple(away),
        gone=draw(st.frozensets(PEOPLE, max_size=1)),
    )
    return rota, since, until


def at(found: tuple[Span, ...], position: int, moment: datetime) -> int | None:
    (span,) = [
        each
        for each in found
        if each.position == position and each.starts <= moment < each.ends
    ]
    return span.person


@settings(max_examples=150, deadline=None)
@given(case=cases(), minutes=st.lists(st.integers(0, 9 * 24 * 60), max_size=8))
def test_at_every_instant_the_calculator_names_whom_the_slow_one_names(
    case: tuple[Rota, datetime, datetime], minutes: list[int]
) -> None:
    rota, since, until = case
    found = spans(rota, since, until)
    edges = {moment for span in found for moment in (span.starts, span.ends)}
    before = {edge - timedelta(microseconds=1) for edge in edges}
    anywhere = {since + timedelta(minutes=m) for m in minutes}
    looked_at = {m for m in edges | before | anywhere if since <= m < until}
    for moment in sorted(looked_at):
        for position in rota.positions:
            assert at(found, position, moment) == on_call(rota, position, moment)


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_shifts_and_gaps_follow_each_other_without_losing_or_doubling_a_minute(
    case: tuple[Rota, datetime, datetime],
) -> None:
    rota, since, until = case
    found = spans(rota, since, until)
    for position in rota.positions:
        mine = [span for span in found if span.position == position]
        assert (mine[0].starts, mine[-1].ends) == (since, until)
        assert all(before.ends == after.starts for before, after in pairwise(mine))
        assert all(span.starts < span.ends for span in mine)


@settings(max_examples=75, deadline=None)
@given(case=cases(), minutes=st.integers(1, 9 * 24 * 60))
def test_a_look_at_a_part_says_the_same_as_a_look_at_the_whole(
    case: tuple[Rota, datetime, datetime], minutes: int
) -> None:
    rota, since, until = case
    middle = min(since + timedelta(minutes=minutes), until)
    parts = spans(rota, since, middle) + spans(rota, middle, until)
    whole = spans(rota, since, until)
    for span in parts:
        assert at(whole, span.position, span.starts) == span.person
        last = span.ends - timedelta(microseconds=1)
        assert at(whole, span.position, last) == span.person
