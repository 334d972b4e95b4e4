"""Policies, runs and pages in the back-office."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.oncall import services as oncall
from incidents.oncall.models import Layer, Schedule
from incidents.people.models import Person, Team
from incidents.policies.models import Policy
from tests.escalation.conftest import Escalation, company, escalation, monitoring

__all__ = ["company", "escalation", "monitoring"]
ADD = "admin:incidents_policy_add"


@pytest.fixture
def admin(escalation: Escalation) -> Client:
    client = Client()
    boss = Person.objects.create_superuser("boss@example.com", "Boss", "x")
    client.force_login(boss)
    return client


def asked(team: Team, *steps: dict[str, object]) -> dict[str, object]:
    """What the form of a new policy sends."""
    form: dict[str, object] = {
        "name": "Nights",
        "slug": "nights",
        "team": team.pk,
        "repeats": 1,
        "steps-TOTAL_FORMS": len(steps),
        "steps-INITIAL_FORMS": 0,
    }
    for number, step in enumerate(steps):
        form |= {f"steps-{number}-{name}": value for name, value in step.items()}
    return form


def test_a_policy_is_made_step_by_step(admin: Client, escalation: Escalation) -> None:
    team = escalation.monitoring.service.team
    schedule = Schedule.objects.create(name="Payments", slug="payments", team=team)
    page = admin.get(reverse(ADD))
    assert "Whoever is on call" in page.text
    step = {"level": 0, "kind": "schedule", "schedule": schedule.pk, "position": 2}
    wait = {"level": 0, "kind": "wait", "minutes": 7}
    answer = admin.post(reverse(ADD), asked(team, step, wait))
    assert answer.status_code == 302, answer.text
    policy = Policy.objects.get(slug="nights")
    kept = [(each.kind, each.settings) for each in policy.steps.all()]
    assert kept == [
        ("schedule", {"schedule": schedule.pk, "position": 2}),
        ("wait", {"minutes": 7}),
    ]
    listed = admin.get(reverse("admin:incidents_policy_changelist")).text
    assert "the secondary of “Payments”; then wait 7 min" in listed
    shown = admin.get(reverse("admin:incidents_policy_change", args=[policy.pk]))
    assert shown.status_code == 200


def test_a_step_that_lacks_something_is_refused_beside_its_field(
    admin: Client, escalation: Escalation
) -> None:
    team = escalation.monitoring.service.team
    answer = admin.post(reverse(ADD), asked(team, {"level": 0, "kind": "wait"}))
    assert "Minutes is empty: choose one." in answer.text
    assert not Policy.objects.filter(slug="nights").exists()


def test_runs_and_pages_tell_why_and_never_a_number(
    admin: Client, escalation: Escalation
) -> None:
    escalation.fires()
    run, page = escalation.run(), escalation.page_of("Ada")
    shown = admin.get(reverse("admin:incidents_run_change", args=[run.pk])).text
    assert "The policy names Ada" in shown
    shown = admin.get(reverse("admin:incidents_page_change", args=[page.pk])).text
    assert "Level 0 of" in shown
    assert "+4477" not in shown
    for screen in ("run", "page"):
        listed = admin.get(reverse(f"admin:incidents_{screen}_changelist")).text
        assert f"INC-{run.incident_id}" in listed


def test_a_policy_is_previewed_with_whom_it_asks_in_two_weeks(
    admin: Client, escalation: Escalation
) -> None:
    team = escalation.monitoring.service.team
    now = timezone.now()
    schedule = Schedule.objects.create(name="Payments", slug="payments", team=team)
    layer = Layer(
        schedule=schedule, name="Weekly", position=1, starts_at=now - timedelta(days=3)
    )
    pair = [escalation.person("Ada"), escalation.person("Ben")]
    oncall.save_layer(layer=layer, people=pair, hours=(), by=None, now=now)
    step = {"level": 0, "kind": "schedule", "schedule": schedule.pk, "position": 1}
    form = asked(team, step) | {"_preview": "1"}
    text = admin.post(reverse(ADD), form).text
    assert "What changes in Nights" in text
    assert "successfully" not in text
    assert "Newly asked: <strong>Ada, Ben</strong>" in text
    assert not Policy.objects.filter(slug="nights").exists()

    wait = {"level": 0, "kind": "wait", "minutes": 7}
    grace = escalation.person("Grace").pk
    last = {"level": 1, "kind": "person", "person": grace}
    assert admin.post(reverse(ADD), asked(team, step, wait)).status_code == 302
    kept = Policy.objects.get(slug="nights")
    change = reverse("admin:incidents_policy_change", args=[kept.pk])
    form = asked(team, step, wait, last) | {"steps-INITIAL_FORMS": 2, "_preview": "1"}
    for number, row in enumerate(kept.steps.order_by("level", "pk")):
        form |= {f"steps-{number}-id": row.pk, f"steps-{number}-policy": kept.pk}
    text = admin.post(change, form).text
    assert "Newly asked: <strong>Grace</strong>" in text
    assert "at once: Ben<br></td><td>at once: Ben<br>after 7 min: Grace" in text
    assert kept.steps.count() == 2

    same = {k: v for k, v in form.items() if not k.startswith("steps-2")}
    text = admin.post(change, same | {"steps-TOTAL_FORMS": 2}).text
    assert "nobody else is asked" in text
