"""Looking only where something changes misses no minute: held against each of them."""

import inspect
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.contacts.models import Way
from incidents.contacts.values import Planned
from incidents.coverage import edges
from incidents.coverage.reaching import Reach, missing, turns
from incidents.oncall.calculator import spans
from incidents.oncall.values import Away, Hours, Rota, Span, Turns
from incidents.policies import steps
from incidents.policies.values import (
    Facts,
    FrozenPolicy,
    FrozenStep,
    Named,
    OnCall,
    Target,
)
from tests.oncall.test_calculator import CHANGES, TIMES, WEEKDAYS, ZONES

MINUTE = timedelta(minutes=1)
PHONE = (Planned(Way.CALL, 1, timedelta(), ""),)
SLACK = (Planned(Way.SLACK, None, timedelta(), ""),)
# Of these people only the first three have a phone.
RINGABLE = (1, 2, 3)


def facts(found: Sequence[Span], at: datetime, severity: str, turn: int) -> Facts:
    """What steps look at, of a rota as the calculator has it at this moment."""
    holders = tuple(
        OnCall(each.person, str(each.person), each.position, "")
        for each in found
        if each.starts <= at < each.ends and each.person is not None
    )
    people = {n: Target(str(n), "", person=n) for n in range(1, 6)}
    return Facts(
        at=at,
        severity=severity,
        people=people,
        schedules={1: Named("Rota", on_call=holders)},
        turn=turn,
    )


def lost(policy: FrozenPolicy, rota: Rota, at: datetime) -> set[str]:
    """The severities that nobody would be reached for at this moment."""
    found = spans(rota, at, at + MINUTE)
    away = {e.person: "" for e in rota.away if e.starts_at <= at < e.ends_at}
    reach = Reach(lambda t: PHONE if t.person in RINGABLE else SLACK, away)
    return set(
        missing(policy, reach, lambda severity, turn: facts(found, at, severity, turn))
    )


def step(level: int, kind: str, **values: object) -> FrozenStep:
    return FrozenStep(level, kind, values)


@st.composite
def cases(draw: st.DrawFn) -> tuple[FrozenPolicy, Rota, datetime]:
    """A policy with a rota in two zones, around a change of the clock."""
    name, other = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ZONES))
    change = draw(st.sampled_from(CHANGES[name]))
    since = change - timedelta(minutes=draw(st.integers(0, 2 * 60)))
    near = st.integers(-24, 24).map(lambda q: change + timedelta(minutes=15 * q))
    hours = st.builds(Hours, weekdays=WEEKDAYS, starts=TIMES, ends=TIMES)
    layer = st.builds(
        Turns,
        number=st.just(1),
        name=st.just("A"),
        position=st.just(1),
        rank=st.just(50),
        rotation=st.sampled_from(["hourly", "daily"]),
        length=st.integers(1, 3),
        starts_at=near,
        people=st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple),
        hours=st.lists(hours, max_size=2).map(tuple),
    )
    away = st.tuples(st.integers(1, 4), near, near).map(
        lambda each: Away(each[0], min(each[1:]), max(each[1:]) + MINUTE)
    )
    gate = st.builds(
        lambda level, days, starts, ends: step(
            level,
            "only_between",
            weekdays=sorted(days),
            starts=f"{starts:%H:%M}",
            ends=f"{ends:%H:%M}",
            zone=other,
        ),
        st.integers(0, 2),
        WEEKDAYS,
        TIMES,
        TIMES,
    )
    asked = st.sampled_from(
        [
            step(0, "schedule", schedule=1, position=1),
            step(1, "person", person=2),
            step(1, "round_robin", people=[1, 5]),
            step(2, "only_severity", severities=["SEV1"]),
            step(2, "person", person=4),
        ]
    )
    chosen = [*draw(st.lists(asked, min_size=1, max_size=3)), *draw(st.lists(gate))]
    chosen.sort(key=lambda each: each.level)
    rota = Rota(
        name="Rota",
        zone=ZoneInfo(name),
        layers=tuple(draw(st.lists(layer, min_size=1, max_size=1))),
        away=tuple(draw(st.lists(away, max_size=2))),
    )
    return FrozenPolicy("P", 1, tuple(chosen)), rota, since


@settings(max_examples=12, deadline=None)
@given(cases())
def test_between_two_moments_of_change_nothing_changes(
    case: tuple[FrozenPolicy, Rota, datetime],
) -> None:
    policy, rota, since = case
    until = since + timedelta(hours=4)
    moments = edges.within(
        [
            *edges.of_policy(policy, since, until),
            *edges.of_rotas([rota], since, until),
            *edges.of_leave(rota.away),
        ],
        since,
        until,
    )
    at, known = since, lost(policy, rota, since)
    while at < until:
        if at in moments:
            known = lost(policy, rota, at)
        earlier = [each for each in moments if at - MINUTE < each < at]
        if earlier:  # not at a full minute of this walk
            known = lost(policy, rota, earlier[-1])
        assert lost(policy, rota, at) == known, at
        at += MINUTE


def test_each_kind_of_step_that_looks_at_the_clock_is_known() -> None:
    looking = {
        name
        for name, kind in steps.kinds().items()
        if "facts.at" in inspect.getsource(inspect.getmodule(kind.decide))  # type: ignore[arg-type]
    }
    # Alerts of the last minutes are none before an incident, at any time.
    assert looking - {"only_if_alerts"} == set(edges.BY_CLOCK)


def test_an_hour_that_comes_twice_has_its_edges_twice() -> None:
    zone = ZoneInfo("Europe/London")
    night = datetime(2026, 10, 24, 22, tzinfo=UTC)
    found = edges.of_clock([time(1, 30)], zone, night, night + timedelta(hours=6))
    moments = edges.within(found, night, night + timedelta(hours=6))
    assert [f"{each:%H:%M}" for each in moments] == ["22:00", "00:30", "01:00", "01:30"]


def test_everybody_who_takes_turns_is_looked_at() -> None:
    policy = FrozenPolicy(
        "P",
        0,
        (
            step(0, "round_robin", people=[1, 2, 3]),
            step(0, "round_robin", people=[1, 2]),
        ),
    )
    assert turns(policy) == 6
