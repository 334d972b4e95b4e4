"""What would become of a body is told by what sorts it, and nothing is written."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from incidents.alerts.dry_run import DryRun, Outcome
from incidents.alerts.models import (
    Alert,
    AlertGroup,
    InboxRow,
    RoutingRule,
    RuleCondition,
    Silence,
)
from incidents.lifecycle import privacy
from incidents.outbox.models import Effect
from incidents.record.models import Entry, Incident
from incidents.response import alerts
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db

WRITTEN = (Alert, AlertGroup, Incident, Entry, Effect, InboxRow)


def tried(monitoring: Monitoring, *signals: dict[str, Any], **more: Any) -> DryRun:
    return alerts.dry_run(
        service=monitoring.service,
        source="api",
        body=json.dumps(list(signals)).encode(),
        at=monitoring.now,
        **more,
    )


def one(monitoring: Monitoring, **signal: Any) -> Outcome:
    (outcome,) = tried(monitoring, {"title": "Disk full", **signal}).outcomes
    return outcome


def reasons(outcome: Outcome) -> str:
    return "; ".join(each.reason for each in outcome.steps)


def test_it_writes_nothing(monitoring: Monitoring) -> None:
    monitoring.sends("Load high", dedup_key="load")
    before = [model.objects.count() for model in WRITTEN]
    decided = monitoring.alert("Load high").decisions
    tried(
        monitoring,
        {"title": "Disk full"},
        {"title": "Load high", "dedup_key": "load", "action": "resolve"},
    )
    assert [model.objects.count() for model in WRITTEN] == before
    assert monitoring.alert("Load high").decisions == decided
    assert monitoring.alert("Load high").status == Alert.Status.FIRING


def test_postgresql_itself_would_refuse_to_write(
    monitoring: Monitoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        if sql.lstrip().upper().startswith("SELECT"):
            answer = execute("SHOW transaction_read_only", None, *more[1:])
            del answer
            seen.append(str(more[-1]["cursor"].fetchone()[0]))
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        one(monitoring)
    assert seen
    assert set(seen) == {"on"}


def test_what_it_says_is_what_happens(monitoring: Monitoring) -> None:
    told = one(monitoring, severity="critical", labels={"host": "db1"})
    assert told.fate == "It opens a new incident."
    monitoring.sends("Disk full", severity="critical", labels={"host": "db1"})
    alert = monitoring.alert()
    assert (told.status, told.severity, told.group_key) == (
        alert.status,
        alert.severity,
        alert.group_key,
    )
    for decision in alert.decisions:
        assert decision["reason"] in reasons(told)
    assert told.channel == "#payments"
    assert "Nobody: neither its service" in told.paged


def test_it_names_the_incident_that_it_would_join(monitoring: Monitoring) -> None:
    monitoring.sends("Load high")
    told = one(monitoring)
    incident = monitoring.incident()
    assert (told.incident, told.incident_id) == (incident.reference, incident.pk)
    assert told.fate == f"It is in {incident.reference}."


def test_a_resolve_says_which_incident_ends_with_it(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full")
    told = one(monitoring, action="resolve")
    reference = monitoring.incident().reference
    assert told.fate == f"It is resolved, and {reference} with it."
    assert told.paged == "Nobody now."


def test_each_rule_that_was_tried_is_told(monitoring: Monitoring) -> None:
    for name, value in (("Other titles", "Load"), ("Disks are worse", "Disk")):
        rule = RoutingRule.objects.create(name=name, severity="SEV1")
        RuleCondition.objects.create(
            rule=rule, field="title", operator="contains", value=value
        )
    told = one(monitoring)
    assert told.severity == "SEV1"
    assert [(each.name, each.fits) for each in told.rules] == [
        ("Other titles", False),
        ("Disks are worse", True),
    ]


def test_what_holds_it_and_until_when_is_told(monitoring: Monitoring) -> None:
    until = monitoring.now + timedelta(hours=2)
    Silence.objects.create(
        service=monitoring.service, until=until, reason="The database moves"
    )
    told = one(monitoring)
    assert told.status == Alert.Status.HELD
    assert "The database moves" in told.window
    assert told.held_until is not None
    assert told.paged == "Nobody now."


def test_the_time_asked_for_counts_not_the_present_one(monitoring: Monitoring) -> None:
    until = monitoring.now + timedelta(hours=2)
    Silence.objects.create(service=monitoring.service, until=until)
    monitoring.now += timedelta(hours=3)
    assert one(monitoring).status == Alert.Status.FIRING


def test_a_body_that_cannot_be_read_says_why(monitoring: Monitoring) -> None:
    told = tried(monitoring, {"body": "no title"})
    assert "title is missing" in told.problem
    assert told.outcomes == ()
    assert told.coverage_reason


@pytest.mark.parametrize("source", ["api", "nonsense", "alertmanager", "sns"])
@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[" * 5_000, b"null", b"{}"])
def test_bytes_that_say_nothing_are_a_problem_in_words(
    monitoring: Monitoring, source: str, body: bytes
) -> None:
    told = alerts.dry_run(
        service=monitoring.service, source=source, body=body, at=monitoring.now
    )
    assert told.problem.endswith("Muster would raise an alert that says so.")


def test_a_private_incident_is_named_to_who_is_in_it_alone(
    monitoring: Monitoring,
) -> None:
    ada, ben = (monitoring.company.people[name] for name in ("Ada", "Ben"))
    monitoring.sends("Load high")
    incident = monitoring.incident()
    privacy.make_private(incident=incident, by=ada, now=monitoring.now)
    for outsider in (ben, None):
        (told,) = tried(monitoring, {"title": "Disk full"}, by=outsider).outcomes
        assert (told.incident, told.incident_id) == ("a private incident", None)
        assert incident.reference not in f"{told}"
        assert told.channel == ""
    (told,) = tried(monitoring, {"title": "Disk full"}, by=ada).outcomes
    assert told.incident == incident.reference
