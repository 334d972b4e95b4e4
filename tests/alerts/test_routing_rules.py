"""Routing rules as people keep them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.alerts import routing_rules
from incidents.alerts.models import RoutingRule, RuleCondition
from incidents.alerts.routing import Condition, Rule, load_rules
from incidents.catalog.models import Service
from incidents.people.models import Person, Team
from incidents.values import Mistake

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)


@pytest.fixture
def ledger() -> Service:
    team = Team.objects.create(name="Payments", slug="payments")
    return Service.objects.create(name="Ledger", slug="ledger", team=team)


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_user("ada@brightwater.example", "Ada")


@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        (("colour", "is", "red"), "field", "an alert has no field “colour”"),
        (("labels.", "is", "red"), "field", "write the label's name"),
        (("labels.<name>", "is", "red"), "field", "write the label's name"),
        (("title", "is", " "), "value", "write what title is compared with"),
        (("service", "is", "ledgr"), "value", "no service “ledgr”. Known: ledger"),
        (("team", "in", "payments, paymnts"), "value", "There is no team “paymnts”"),
        (("coverage", "is", "asleep"), "value", "Known: automated, do_not_monitor"),
        (("weekday", "is", "Caturday"), "value", "There is no weekday “Caturday”"),
        (("time", "is", "25:00-26:00"), "value", "such as 22:00-06:00"),
        (("time", "is", "22:00-24:30"), "value", "such as 22:00-06:00"),
        (("title", "matches", "disk (full"), "value", "no pattern: missing ). Its"),
        (("title", "matches", "a**"), "value", "at character 2: “**”"),
        (("title", "matches", "x(?=y)"), "value", "at character 2: “(?=”"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_in_words(
    ledger: Service, told: tuple[str, str, str], field: str, said: str
) -> None:
    with pytest.raises(Mistake) as refused:
        routing_rules.check(Condition(*told), rule="Batch noise")
    assert said in refused.value.message
    assert "Rule “Batch noise”" in refused.value.message
    assert refused.value.field == field


def test_a_condition_is_kept_trimmed_and_without_a_value_it_does_not_need() -> None:
    check = routing_rules.check
    kept = check(Condition(" Title ", "is", " Disk "), rule="R")
    assert kept == Condition("title", "is", "Disk")
    kept = check(Condition("labels.Job", "exists", "left over"), rule="R")
    assert kept == Condition("labels.Job", "exists", "")


def test_rules_are_read_in_their_order_in_three_queries(ledger: Service) -> None:
    for number in range(6):
        rule = RoutingRule.objects.create(
            name=f"Rule {number}",
            rank=100 - number,
            is_active=number != 3,
            to_service=ledger,
            tags=["x"],
        )
        RuleCondition.objects.create(rule=rule, field="title", value=f"{number}")
    with CaptureQueriesContext(connection) as queries:
        found = load_rules()
    assert len(queries) == 3
    assert [rule.name for rule in found] == [f"Rule {n}" for n in (5, 4, 2, 1, 0)]
    assert found[0].conditions == (Condition("title", "is", "5"),)
    assert (found[0].service, found[0].tags) == ("ledger", ("x",))


def test_moving_a_rule_changes_its_place_by_one(ada: Person) -> None:
    rules = [RoutingRule.objects.create(name=name) for name in "abc"]
    routing_rules.move(rule_id=rules[2].pk, up=True, by=ada, now=NOW)
    assert names() == "acb"
    routing_rules.move(rule_id=rules[0].pk, up=False, by=ada, now=NOW)
    assert names() == "cab"
    with pytest.raises(Mistake, match="“c” is the first already"):
        routing_rules.move(rule_id=rules[2].pk, up=True, by=ada, now=NOW)
    with pytest.raises(Mistake, match="not there any more"):
        routing_rules.move(rule_id=0, up=True, by=ada, now=NOW)


def test_what_can_never_be_reached_or_does_nothing_is_warned_of() -> None:
    job = (Condition("labels.job", "is", "x"),)
    found = routing_rules.warnings(
        [
            Rule(1, "Fine", job, suppresses=True),
            Rule(2, "Empty", job, falls_through=True),
            Rule(3, "Exception", job),
            Rule(4, "Tags", falls_through=True, tags=("x",)),
            Rule(5, "All", severity="SEV4"),
            Rule(6, "Late", job, suppresses=True),
        ]
    )
    assert found == {
        2: "Does nothing: it sets nothing and falls through",
        3: "Sets nothing: it keeps later rules from what fits it",
        6: "Never reached: “All” before it fits all alerts",
    }


def test_what_a_rule_does_is_said_in_a_line() -> None:
    rule = Rule(
        1,
        "All",
        service="ledger",
        severity="SEV2",
        policy="night",
        channel=3,
        private=True,
        hold_back_seconds=1200,
        suppresses=True,
        tags=("a", "b"),
    )
    assert routing_rules.in_words(rule) == (
        "suppress, to ledger, SEV2, policy night, in a channel, private, "
        "hold back 1,200 s, tags a, b"
    )


def names() -> str:
    return "".join(RoutingRule.objects.values_list("name", flat=True))
