"""When the next update is due, and how often it is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalog.models import SeverityRule
from incidents.updates import cadence
from incidents.updates.cadence import REPEAT, Plan
from incidents.values import Mistake

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
rules = st.builds(
    SeverityRule,
    severity=st.just("SEV1"),
    update_minutes=st.none() | st.integers(0, 10_000),
    reminders=st.integers(0, 100),
)
offsets = st.timedeltas(-timedelta(days=30), timedelta(days=30))


def sev1(minutes: int | None = 30) -> SeverityRule:
    return SeverityRule(severity="SEV1", update_minutes=minutes, reminders=6)


def test_the_severity_says_when() -> None:
    half = timedelta(minutes=30)
    assert cadence.by_severity(sev1(), now=NOW) == Plan(NOW + half, half, 6)


def test_a_severity_without_a_cadence_asks_for_nothing() -> None:
    assert cadence.by_severity(sev1(None), now=NOW).due_at is None


def test_a_promise_without_a_cadence_is_asked_for_each_hour() -> None:
    at = NOW + timedelta(hours=3)
    plan = cadence.promised(sev1(None), at=at, now=NOW)
    assert plan == Plan(at, REPEAT, 6, named=True)


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=9), NOW + timedelta(days=8)])
def test_a_promise_is_to_come_and_within_a_week(at: datetime) -> None:
    with pytest.raises(Mistake) as refused:
        cadence.promised(sev1(), at=at, now=NOW)
    assert refused.value.field == "at"


def test_a_worse_severity_brings_the_next_update_nearer() -> None:
    promise = NOW + timedelta(hours=2)
    assert cadence.changed(sev1(), promise=promise, now=NOW).due_at == NOW + timedelta(
        minutes=30
    )


def test_a_promise_outlives_a_severity_that_asks_for_nothing() -> None:
    promise = NOW + timedelta(hours=2)
    assert cadence.changed(sev1(None), promise=promise, now=NOW).due_at == promise


@given(rule=rules, offset=st.none() | offsets)
def test_every_plan_is_to_come_and_bounded(
    rule: SeverityRule, offset: timedelta | None
) -> None:
    promise = NOW + offset if offset is not None else None
    plans = [
        cadence.by_severity(rule, now=NOW),
        cadence.changed(rule, promise=promise, now=NOW),
    ]
    for plan in plans:
        assert plan.due_at is None or plan.due_at > NOW
        assert plan.every > timedelta(0)
        assert plan.times == rule.reminders
    asked, changed = plans
    if promise is None or promise <= NOW:
        assert changed == asked
    elif changed.due_at is not None:
        assert changed.due_at <= promise
