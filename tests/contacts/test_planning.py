"""How somebody is reached: by their rules, and never not at all."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.contacts.models import Importance, Way
from incidents.contacts.planning import plan
from incidents.contacts.values import Method, Planned, Reachable, Rule

MINUTE = timedelta(minutes=1)
PHONE = Method(pk=7, kind="phone", name="mobile")
ALL = Reachable(methods=(PHONE,), has_slack=True, has_email=True)


def ways(planned: tuple[Planned, ...]) -> list[tuple[str, int]]:
    return [(each.way.value, each.after // MINUTE) for each in planned]


def test_without_rules_slack_and_e_mail_come_at_once_and_a_call_soon() -> None:
    found = plan(ALL, Importance.DEFAULT)
    assert ways(found) == [("slack", 0), ("email", 0), ("call", 2)]
    found = plan(ALL, Importance.IMPORTANT)
    assert ways(found) == [("slack", 0), ("email", 0), ("call", 0)]


def test_rules_are_followed_in_the_order_of_their_time() -> None:
    rules = (Rule(Way.CALL, 5 * MINUTE), Rule(Way.SMS, MINUTE, method=7))
    found = plan(Reachable((PHONE,), rules), Importance.DEFAULT)
    assert ways(found) == [("sms", 1), ("call", 5)]
    assert {each.method for each in found} == {7}
    assert found[0].reason == "their rule, mobile"


def test_a_rule_that_cannot_be_kept_becomes_an_e_mail_that_says_why() -> None:
    rules = (Rule(Way.CALL, 5 * MINUTE),)
    (found,) = plan(Reachable((), rules, has_email=True), Importance.DEFAULT)
    assert (found.way, found.after) == (Way.EMAIL, 5 * MINUTE)
    assert "asks for a verified phone, which they lack" in found.reason


def test_a_rule_for_a_number_that_is_gone_takes_another() -> None:
    rules = (Rule(Way.CALL, MINUTE, method=99),)
    (found,) = plan(Reachable((PHONE,), rules), Importance.DEFAULT)
    assert (found.way, found.method) == (Way.CALL, 7)


def test_no_sms_goes_to_who_answered_stop() -> None:
    stopped = Method(pk=7, kind="phone", name="mobile", takes_sms=False)
    (found,) = plan(Reachable((stopped,), (Rule(Way.SMS, MINUTE),)), Importance.DEFAULT)
    assert found.way == Way.CALL


METHODS = st.builds(
    Method,
    pk=st.integers(1, 4),
    kind=st.sampled_from(["phone", "email", "redirect"]),
    name=st.just("it"),
    takes_sms=st.booleans(),
)
RULES = st.builds(
    Rule,
    way=st.sampled_from(list(Way)),
    after=st.integers(0, 9).map(lambda n: n * MINUTE),
    method=st.none() | st.integers(1, 5),
)
KNOWN = st.builds(
    Reachable,
    methods=st.lists(METHODS, max_size=4, unique_by=lambda m: m.pk).map(tuple),
    rules=st.lists(RULES, max_size=5).map(tuple),
    has_slack=st.booleans(),
    has_email=st.booleans(),
)


@given(KNOWN, st.sampled_from(list(Importance)))
def test_who_has_any_way_is_reached_and_only_in_ways_that_they_have(
    known: Reachable, importance: Importance
) -> None:
    found = plan(known, importance)
    there = known.has_slack or known.has_email or bool(known.methods)
    assert bool(found) == there
    theirs = {each.pk: each for each in known.methods}
    for each in found:
        if each.method is None:
            assert known.has_slack if each.way == Way.SLACK else known.has_email
        else:
            assert theirs[each.method].takes_sms or each.way != Way.SMS
    assert list(found) == sorted(found, key=lambda each: each.after)
    if known.rules:
        assert {each.after for each in found} <= {rule.after for rule in known.rules}
