"""Routing rules in the back-office: kept, ordered, warned of, tried."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from incidents.alerts.models import Alert, RoutingRule, RuleCondition
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.policies.models import Policy
from tests.backoffice.conftest import NOW, declare

LIST = reverse("admin:incidents_routingrule_changelist")
ADD = reverse("admin:incidents_routingrule_add")
TRY = f"{LIST}try/"


def form(name: str, *conditions: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {"name": name, "is_active": "on"} | more
    typed |= {
        "conditions-TOTAL_FORMS": len(conditions),
        "conditions-INITIAL_FORMS": 0,
    }
    for number, (field, operator, value) in enumerate(conditions):
        typed |= {
            f"conditions-{number}-field": field,
            f"conditions-{number}-operator": operator,
            f"conditions-{number}-value": value,
        }
    return typed


def test_a_rule_is_kept_with_its_conditions_and_tried_last(admin: Client) -> None:
    RoutingRule.objects.create(name="First", rank=70)
    typed = form(
        "Batch noise",
        ("labels.job", "is", " nightly "),
        ("time", "is", "22:00-06:00"),
        suppresses="on",
        tags="batch, quiet",
    )
    answer = admin.post(ADD, typed)
    assert answer.status_code == 302, answer.text
    rule = RoutingRule.objects.get(name="Batch noise")
    assert (rule.rank, rule.tags, rule.suppresses) == (80, ["batch", "quiet"], True)
    assert [str(each) for each in rule.conditions.all()] == [
        "labels.job is nightly",
        "time is 22:00-06:00",
    ]
    shown = admin.get(LIST).text
    assert "labels.job is nightly and time is 22:00-06:00" in shown
    assert "suppress, tags batch, quiet" in shown


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (("colour", "is", "red"), "Rule “Odd”: an alert has no field “colour”"),
        (("title", "matches", "a**"), "bad repetition operator at character 2"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_beside_its_field(
    admin: Client, condition: tuple[str, str, str], said: str
) -> None:
    answer = admin.post(ADD, form("Odd", condition, suppresses="on"))
    assert answer.status_code == 200
    assert said in answer.text
    assert not RoutingRule.objects.exists()


def test_the_list_warns_of_what_is_never_reached(admin: Client) -> None:
    RoutingRule.objects.create(name="All", rank=1, severity="SEV4")
    RoutingRule.objects.create(name="Late", rank=2, suppresses=True)
    shown = admin.get(LIST).text
    assert "Never reached: “All” before it fits all alerts" in shown


def test_a_rule_is_moved_by_its_buttons_and_the_log_says_by_whom(
    admin: Client, ada: Person
) -> None:
    first = RoutingRule.objects.create(name="First", rank=1)
    second = RoutingRule.objects.create(name="Second", rank=2)
    move = reverse("admin:incidents_routingrule_move", args=[second.pk, "up"])
    assert move in admin.get(LIST).text
    assert admin.get(move).status_code == 403
    admin.post(move)
    assert list(RoutingRule.objects.all()) == [second, first]
    logged = LogEntry.objects.get()
    assert (logged.user, logged.change_message) == (ada, "Moved up")
    assert "is the first already" in admin.post(move, follow=True).text


def test_rules_are_tried_on_an_alert_that_is_made_up(
    admin: Client, service: Service
) -> None:
    rule = RoutingRule.objects.create(name="Nightly", severity="SEV4")
    RuleCondition.objects.create(rule=rule, field="labels.job", value="nightly")
    other = RoutingRule.objects.create(name="Rest", rank=60, suppresses=True)
    typed = {"service": service.pk, "title": "Disk <b>full</b>", "severity": "P1"}

    shown = admin.post(TRY, typed | {"labels": "job=nightly\nenv = prod"}).text
    assert "The rules say: SEV4" in shown
    assert "Rule “Nightly” fits: labels.job is nightly" in shown

    shown = admin.post(TRY, typed | {"at": "2026-03-12 12:00"}).text
    assert "Rule “Nightly” does not fit: labels.job is not there" in shown
    assert "The rules say: suppress" in shown
    assert "Hands-on: Working hours of" in shown
    assert other.name in shown
    assert "<b>full" not in shown


def test_rules_are_tried_on_a_recent_alert(admin: Client, service: Service) -> None:
    rule = RoutingRule.objects.create(name="Storage", tags=["disk"])
    RuleCondition.objects.create(rule=rule, field="tag", value="storage")
    alert = alert_of(service, "Disk full", tags=["storage"])
    shown = admin.post(TRY, {"alert": alert.pk}).text
    assert "The rules say: tags disk" in shown


def test_alerts_of_private_incidents_are_no_examples_for_others(
    admin: Client, service: Service, grace: Person
) -> None:
    secret = declare("Key leaked", by=grace, service=service, is_private=True)
    alert = alert_of(service, "Leaked key used", incident=secret)
    assert "Leaked key used" not in admin.get(TRY).text
    assert "The rules say" not in admin.post(TRY, {"alert": alert.pk}).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "x"}, "Needed unless you choose a recent alert"),
        ({"labels": "job"}, "is no label: write it such as job=nightly"),
        ({"at": "soon"}, "This is no time"),
        ({"at": "9999-12-31"}, "in no calendar here"),
    ],
)
def test_an_example_that_is_none_says_what_to_write(
    admin: Client, typed: dict[str, str], said: str
) -> None:
    assert said in admin.post(TRY, typed).text


def alert_of(service: Service, title: str, **more: Any) -> Alert:
    return Alert.objects.create(
        service=service,
        source="api",
        dedup_key=title,
        title=title,
        first_at=NOW,
        last_at=NOW,
        **more,
    )


def test_a_policy_is_chosen_by_its_name(admin: Client, service: Service) -> None:
    Policy.objects.create(name="Nights", slug="nights", team=service.team)
    RoutingRule.objects.create(name="Old", rank=60, policy="long-gone")
    shown = admin.get(ADD).text
    assert '<option value="nights">Nights</option>' in shown
    assert '<option value="long-gone">long-gone (gone)</option>' in shown
    assert admin.post(ADD, form("By night", policy="nights")).status_code == 302
    assert RoutingRule.objects.get(name="By night").policy == "nights"
    refused = admin.post(ADD, form("By day", policy="days"))
    assert "is not one of the available choices" in refused.text
