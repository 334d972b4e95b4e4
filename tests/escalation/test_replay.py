"""An incident under another policy: what its run would have done."""

from datetime import timedelta

from django.test import Client

from incidents.escalation.models import Page, Run
from incidents.lifecycle import services as lifecycle
from incidents.oncall import services as oncall
from incidents.oncall.models import Layer, Override
from incidents.outbox.models import Effect
from incidents.policies import services as policies
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.record.models import Entry
from incidents.response import guiding, paging
from tests.backoffice.test_api import ask, secret
from tests.escalation.conftest import Escalation


def other(escalation: Escalation, *steps: Step) -> Policy:
    team = escalation.monitoring.service.team
    return policies.save(
        policy=Policy(name="Nights", slug="nights", team=team, repeats=0),
        steps=steps,
        by=None,
    )


def counted() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Run, Page, Entry, Effect))


def test_a_replay_of_the_same_policy_is_what_the_run_did(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    for _ in range(3):
        escalation.later(minutes=5)
    before = counted()
    told = guiding.replay(incident=incident, policy=escalation.policy)
    assert counted() == before
    did = [(each.at, each.level, each.paged) for each in told.happened]
    would = [
        (each.at, each.level.number, tuple(t.name for t in each.level.targets))
        for each in told.walks[0].levels
    ]
    assert len(did) > 2
    assert would[: len(did)] == did


def test_it_asks_whoever_had_the_pager_at_that_time(escalation: Escalation) -> None:
    now = escalation.now
    schedule = oncall.create_schedule(
        name="Payments on call",
        team=escalation.monitoring.service.team,
        timezone="UTC",
        description="",
        by=None,
        now=now - timedelta(days=9),
    )
    layer = Layer(
        schedule=schedule,
        name="Primary",
        position=1,
        starts_at=now - timedelta(days=8),
    )
    grace, ada = escalation.person("Grace"), escalation.person("Ada")
    oncall.save_layer(layer=layer, people=[grace], hours=(), by=None, now=now)
    Override.objects.create(
        schedule=schedule,
        person=ada,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(minutes=10),
        created_at=now - timedelta(hours=1),
    )
    nights = other(
        escalation,
        Step("schedule", 0, {"schedule": schedule.pk, "position": 1}),
        Step("wait", 0, {"minutes": 15}),
        Step("schedule", 1, {"schedule": schedule.pk, "position": 1}),
    )
    incident = escalation.fires()
    escalation.later(days=3)
    told = guiding.replay(incident=incident, policy=nights)
    named = [each.level.targets[0].name for each in told.walks[0].levels]
    assert named == ["Ada", "Grace"]


def test_a_severity_counts_from_when_it_was_set(escalation: Escalation) -> None:
    gate = {"severities": ["SEV1"]}
    nights = other(
        escalation,
        Step("wait", 0, {"minutes": 10}),
        Step("person", 0, {"person": escalation.person("Ada").pk}),
        Step("only_severity", 1, gate),
        Step("person", 1, {"person": escalation.person("Grace").pk}),
    )
    incident = escalation.fires()
    assert incident.severity != "SEV1"
    first = guiding.replay(incident=incident, policy=nights).walks[0].levels
    assert first[-1].level.skipped
    lifecycle.change_severity(
        incident=incident,
        severity="SEV1",
        by=escalation.person("Grace"),
        now=escalation.now + timedelta(minutes=4),
    )
    incident.refresh_from_db()
    levels = guiding.replay(incident=incident, policy=nights).walks[0].levels
    assert [each.people != () for each in levels] == [True, True]
    assert "SEV1" in levels[1].mode
    assert "SEV1" not in levels[0].mode


def test_the_page_marks_what_would_not_have_come_any_more(
    escalation: Escalation,
) -> None:
    nights = other(
        escalation,
        Step("person", 0, {"person": escalation.person("Grace").pk}),
        Step("wait", 0, {"minutes": 60}),
        Step("person", 1, {"person": escalation.person("Ada").pk}),
    )
    incident = escalation.fires()
    escalation.later(minutes=3)
    paging.acknowledge(
        incident=incident, by=escalation.person("Ada"), now=escalation.now
    )
    client = Client()
    client.force_login(escalation.person("Grace"))
    path = f"/incidents/{incident.pk}/replay/"
    assert f'value="{nights.slug}"' in client.get(path).text
    shown = client.get(path, {"policy": nights.slug}).text
    assert shown.count("not any more</small>") == 1
    assert "Ada took it up" in shown
    assert "Nobody acknowledged any of these pages" in shown
    assert "That policy is gone" in client.get(path, {"policy": "gone"}).text
    assert path in client.get(f"/incidents/{incident.pk}/").text


def test_a_private_incident_is_replayed_by_those_in_it_alone(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    incident.is_private = True
    incident.save()
    client = Client()
    client.force_login(escalation.person("Grace"))
    assert client.get(f"/incidents/{incident.pk}/replay/").status_code == 404


def test_a_program_reads_a_replay_of_what_is_not_private(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    escalation.later(minutes=3)
    paging.acknowledge(
        incident=incident, by=escalation.person("Ada"), now=escalation.now
    )
    key = secret("incidents:read")
    path = f"/api/v1/incidents/{incident.pk}/replay?policy={escalation.policy.slug}"
    status, told = ask(path, key)
    assert status == 200, told
    first, second = told["walks"][0]["levels"][:2]
    assert first["people"][0].startswith("Ada (")
    assert (first["too_late"], second["too_late"]) == (False, True)
    assert told["happened"][0]["paged"] == ["Ada"]
    assert ask(f"/api/v1/incidents/{incident.pk}/replay?policy=gone", key)[0] == 422
    incident.refresh_from_db()
    incident.is_private = True
    incident.save()
    assert ask(path, key)[0] == 404
