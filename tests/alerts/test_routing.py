"""What the routing rules say of an alert, and why: pure."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.alerts.conditions import FIELDS, WEEKDAYS
from incidents.alerts.models import RuleCondition
from incidents.alerts.routing import Condition, Routed, Router, Rule, Subject, route

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
DISK = Subject(
    title="Disk almost full on db-3",
    at=SUNDAY_NIGHT,
    service="ledger",
    team="payments",
    source="alertmanager",
    body="93 % of 2 TB used",
    severity="SEV2",
    word="critical",
    coverage="automated",
    dedup_key="disk/db-3",
    group_key="disk",
    tags=("storage", "db"),
    labels={"job": "nightly", "env": "prod"},
)


@pytest.mark.parametrize(
    "told",
    [
        ("service", "is", "Ledger"),
        ("team", "is_not", "platform"),
        ("source", "in", "grafana, alertmanager"),
        ("title", "contains", "ALMOST full"),
        ("title", "matches", "db-[0-9]+$"),
        ("title", "matches", "(?i)^disk"),
        ("body", "matches", r"9\d %"),
        ("severity", "is", "critical"),
        ("severity", "is", "SEV2"),
        ("severity", "in", "SEV1, SEV2"),
        ("tag", "is", "db"),
        ("tag", "is_not", "network"),
        ("coverage", "is", "automated"),
        ("labels.job", "is", "nightly"),
        ("labels.job", "exists", ""),
        ("labels.zone", "missing", ""),
        ("labels.zone", "is_not", "eu"),
        ("dedup_key", "contains", "disk/"),
        ("group_key", "is", "disk"),
        ("time", "is", "22:00-06:00"),
        ("time", "is_not", "06:00-22:00"),
        ("time", "in", "01:00-02:00, 23:30-24:00"),
        ("weekday", "in", "saturday, Sunday"),
    ],
)
def test_a_condition_holds_for_what_it_describes(told: tuple[str, str, str]) -> None:
    assert tried(Condition(*told)).fits


@pytest.mark.parametrize(
    ("told", "why_not"),
    [
        (("service", "is", "checkout"), "service is ledger"),
        (("title", "matches", "^disk"), "title is Disk almost full on db-3"),
        (("severity", "is", "SEV1"), "severity is critical, SEV2"),
        (("tag", "is_not", "db"), "tag is storage, db"),
        (("labels.job", "missing", ""), "labels.job is nightly"),
        (("labels.zone", "exists", ""), "labels.zone is not there"),
        (("labels.zone", "contains", "eu"), "labels.zone is not there"),
        (("time", "is", "09:00-17:00"), "time is 23:30"),
        (("time", "is", "23:00-23:30"), "time is 23:30"),
        (("weekday", "is", "Monday"), "weekday is Sunday"),
    ],
)
def test_a_rule_that_does_not_fit_says_what_the_field_is_instead(
    told: tuple[str, str, str], why_not: str
) -> None:
    attempt = tried(Condition(*told))
    assert not attempt.fits
    assert attempt.reason == f"Rule “Rule” does not fit: {why_not}"


@pytest.mark.parametrize(
    ("told", "why_not"),
    [
        (("colour", "is", "red"), "colour cannot be compared: there is no such field"),
        (("title", "like", "x"), "title cannot be compared: “like” compares nothing"),
        (("title", "matches", "(a"), "title cannot be compared: This is no pattern"),
        (("time", "is_not", "soon"), "time cannot be compared: “soon” are no hours"),
    ],
)
def test_what_cannot_be_understood_fits_nothing_and_says_so(
    told: tuple[str, str, str], why_not: str
) -> None:
    attempt = tried(Condition(*told))
    assert not attempt.fits
    assert why_not in attempt.reason


def test_the_first_rule_that_fits_ends_the_search_and_says_why() -> None:
    rules = [
        Rule(1, "Network", (Condition("tag", "is", "network"),), severity="SEV1"),
        Rule(
            2,
            "Batch noise",
            (Condition("labels.job", "is", "nightly"),),
            suppresses=True,
        ),
        Rule(3, "All", severity="SEV4"),
    ]
    routed = route(rules, DISK)
    assert routed.suppress
    assert routed.severity == ""
    assert routed.reason == "Rule “Batch noise” fits: labels.job is nightly"
    assert [each.name for each in routed.tried] == ["Network", "Batch noise"]


def test_rules_that_fall_through_add_to_each_other_and_the_earlier_word_stays() -> None:
    rules = [
        Rule(
            1,
            "Storage",
            (Condition("tag", "is", "storage"),),
            falls_through=True,
            severity="SEV3",
            tags=("disk", "slow"),
        ),
        Rule(
            2,
            "Nights",
            (Condition("time", "is", "22:00-06:00"),),
            falls_through=True,
            severity="SEV4",
            hold_back_seconds=0,
        ),
        Rule(3, "All", service="platform", hold_back_seconds=60, tags=("slow", "x")),
    ]
    routed = route(rules, DISK)
    assert (routed.severity, routed.service) == ("SEV3", "platform")
    assert routed.hold_back_seconds == 0
    assert routed.tags == ("disk", "slow", "x")
    assert routed.reason == (
        "Rule “Storage” fits: tag is storage. Rule “Nights” fits: time is 22:00-06:00. "
        "Rule “All” fits: it has no conditions"
    )


def test_all_conditions_of_a_rule_must_hold() -> None:
    both = (Condition("tag", "is", "db"), Condition("labels.env", "is", "test"))
    attempt = route([Rule(1, "Rule", both)], DISK).tried[0]
    assert attempt.reason == "Rule “Rule” does not fit: labels.env is prod"


def test_when_nothing_fits_the_services_own_settings_hold() -> None:
    none = route([], DISK)
    assert none == Routed("There are no routing rules: the service's own settings hold")
    assert route([Rule(1, "R", (Condition("tag", "is", "x"),))], DISK).reason == (
        "No routing rule fits: the service's own settings hold"
    )


def test_a_text_that_is_no_utf8_and_one_with_nul_are_compared_all_the_same() -> None:
    odd = Subject(title="disk \ud800\x00 full", at=SUNDAY_NIGHT)
    rule = Rule(1, "Rule", (Condition("title", "matches", "full$"),))
    assert route([rule], odd).tried[0].fits


def test_a_pattern_that_ruins_others_engines_takes_no_time_to_speak_of() -> None:
    """(a+)+$ over this text is exponential in a backtracking engine."""
    long = Subject(title="a" * 5_000 + "!", at=SUNDAY_NIGHT)
    rule = Rule(1, "Rule", (Condition("title", "matches", "^(a+)+$"),))
    assert not route([rule], long).tried[0].fits


words = st.text(max_size=8)
conditions = st.builds(
    Condition,
    field=st.sampled_from([*FIELDS[:-1], "labels.job", "labels.", "nonsense"]),
    operator=st.sampled_from(RuleCondition.Operator.values),
    value=st.one_of(words, st.sampled_from(["nightly", "SEV2", "22:00-06:00", "db"])),
)
rule_lists = st.lists(
    st.builds(
        Rule,
        number=st.integers(1, 99),
        name=words,
        conditions=st.lists(conditions, max_size=3).map(tuple),
        falls_through=st.booleans(),
        service=st.sampled_from(["", "ledger", "search"]),
        severity=st.sampled_from(["", "SEV1", "SEV3"]),
        channel=st.none() | st.integers(1, 3),
        private=st.booleans(),
        hold_back_seconds=st.none() | st.integers(0, 60),
        suppresses=st.booleans(),
        tags=st.lists(words, max_size=2).map(tuple),
    ),
    max_size=6,
)
subjects = st.builds(
    Subject,
    title=words,
    at=st.datetimes(timezones=st.just(UTC)),
    severity=st.sampled_from(["", "SEV2"]),
    word=words,
    tags=st.lists(words, max_size=3).map(tuple),
    labels=st.dictionaries(st.sampled_from(["job", "env"]), words),
)


@given(rule_lists, subjects)
def test_any_rules_answer_for_any_alert_and_every_word_comes_from_a_rule_that_fits(
    rules: list[Rule], subject: Subject
) -> None:
    routed = route(rules, subject)

    assert [each.rule for each in routed.tried] == rules[: len(routed.tried)]
    ended = [e for e in routed.tried if e.fits and not e.rule.falls_through]
    assert ended == ([routed.tried[-1]] if ended else [])
    assert ended or len(routed.tried) == len(rules)
    fitting = [each.rule for each in routed.fitting]
    assert routed.suppress == any(rule.suppresses for rule in fitting)
    assert routed.private == any(rule.private for rule in fitting)
    for name in ("service", "severity", "policy", "channel", "hold_back_seconds"):
        said = [getattr(rule, name) for rule in fitting]
        spoken = [value for value in said if value not in ("", None)]
        empty = None if name in ("channel", "hold_back_seconds") else ""
        assert getattr(routed, name) == (spoken[0] if spoken else empty)
    for rule in fitting:
        assert rule.name in routed.reason
        assert set(rule.tags) <= set(routed.tags)
    assert all(each.reason for each in routed.tried)


@given(rule_lists, st.lists(subjects, max_size=6))
def test_alerts_that_are_sorted_together_are_told_what_each_would_be_told_alone(
    rules: list[Rule], together: list[Subject]
) -> None:
    router = Router(rules)
    for each in (*together, *together):
        assert router.route(each) == route(rules, each)


@given(rule_lists, subjects, st.data())
def test_a_rule_that_does_not_fit_changes_nothing(
    rules: list[Rule], subject: Subject, data: st.DataObject
) -> None:
    before = route(rules, subject)
    place = data.draw(st.integers(0, len(rules)))
    never = (Condition("weekday", "is", "never"),)
    more = [*rules[:place], Rule(0, "Never", never, suppresses=True), *rules[place:]]
    after = route(more, subject)
    if before.fitting:
        assert after.reason == before.reason
    for name in ("service", "severity", "suppress", "private", "tags", "channel"):
        assert getattr(after, name) == getattr(before, name)


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_day_is_one_of_the_weekdays_and_every_time_in_one_half_of_the_day(
    at: datetime,
) -> None:
    subject = Subject(title="x", at=at)
    days = [d for d in WEEKDAYS if _fits(subject, ("weekday", "is", d))]
    assert len(days) == 1
    night = _fits(subject, ("time", "is", "20:15-08:15"))
    assert night != _fits(subject, ("time", "is", "08:15-20:15"))


def _fits(subject: Subject, told: tuple[str, str, str]) -> bool:
    return route([Rule(1, "R", (Condition(*told),))], subject).tried[0].fits


def tried(condition: Condition) -> Any:
    return route([Rule(1, "Rule", (condition,))], DISK).tried[0]
