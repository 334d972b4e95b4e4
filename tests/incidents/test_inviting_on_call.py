"""Whoever is on call for an incident's service is invited first, and told why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from incidents.catalog.models import Service
from incidents.contacts.models import Contact
from incidents.invitations import asking, planning, queries
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.oncall.models import Override, Role, Schedule
from incidents.people.models import Membership, Person, Team
from incidents.policies import services as policies
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.record.models import Incident
from tests.oncall.conftest import NOW, Make, ada, ben, chloe, layer, payments, schedule

__all__ = ["ada", "ben", "chloe", "layer", "payments", "schedule"]
pytestmark = pytest.mark.django_db
PRIMARY = "on call as primary of “Payments on call” until 30 Nov 09:00 UTC"
Declares = Callable[..., Incident]


@pytest.fixture
def service(payments: Team) -> Service:
    return Service.objects.create(name="Ledger", slug="ledger", team=payments)


@pytest.fixture
def declares(service: Service) -> Declares:
    """Somebody of no team declares an incident of the service."""
    by = Person.objects.create(name="Zoe", email="zoe@brightwater.example")

    def declare(**more: Any) -> Incident:
        values: dict[str, Any] = {"service": service.pk} | more
        declaration = Declaration(title="Payouts are late", **values)
        return declaring.declare(declaration=declaration, by=by, now=NOW)

    return declare


def asks(team: Team, *steps: Step, **more: Any) -> Policy:
    name = more.pop("name", f"{team.name} default")
    values = {"slug": name.lower().replace(" ", "-"), "is_default": True} | more
    return policies.save(
        policy=Policy(team=team, name=name, **values), steps=steps, by=None
    )


def on_call(schedule: Schedule, level: int = 0, position: int = 1) -> Step:
    return Step("schedule", level, {"schedule": schedule.pk, "position": position})


def invited(incident: Incident, **more: Any) -> dict[str, str]:
    """Whom the first invitation brings, each with why."""
    at = NOW + timedelta(**more)
    answered = asking.first_round(incident, reason="created", now=at)
    assert not answered.failed
    plan = planning.plan(incident, answered.named)
    assert not plan.not_allowed
    return {each.person.name: each.reason for each in plan.invited}


def test_the_primary_is_invited_and_told_until_when_the_secondary_is_not(
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
    payments: Team,
    declares: Declares,
) -> None:
    layer(ada, ben)
    layer(ben, ada, position=2)
    asks(payments, on_call(schedule), on_call(schedule, level=1, position=2))
    Membership.objects.create(team=payments, person=ada)
    incident = declares()

    assert invited(incident) == {"Zoe": "declared it", "Ada": PRIMARY}
    later = invited(incident, days=7)
    assert later["Ben"].endswith("until 7 Dec 09:00 UTC")
    assert later["Ada"] == "team Payments"


def test_nobody_on_the_first_level_and_the_next_one_counts(
    schedule: Schedule, layer: Make, ben: Person, payments: Team, declares: Declares
) -> None:
    layer(ben, position=2)
    asks(payments, on_call(schedule), on_call(schedule, level=1, position=2))
    assert invited(declares())["Ben"].startswith("on call as secondary")


def test_who_stands_in_is_invited_and_who_has_left_is_not(
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
    payments: Team,
    declares: Declares,
) -> None:
    layer(ada)
    asks(payments, on_call(schedule))
    incident = declares()
    hour = timedelta(hours=1)
    Override.objects.create(
        schedule=schedule, person=ben, starts_at=NOW - hour, ends_at=NOW + hour
    )
    Schedule.objects.update(version=2)
    assert "until 23 Nov 13:00 UTC" in invited(incident)["Ben"]
    assert "Ada" not in invited(incident)
    Person.objects.filter(pk=ben.pk).update(is_active=False)
    assert "Ben" not in invited(incident)


def test_a_service_s_own_policy_comes_before_its_team_s(
    schedule: Schedule,
    layer: Make,
    ada: Person,
    chloe: Person,
    payments: Team,
    service: Service,
    declares: Declares,
) -> None:
    layer(ada)
    asks(payments, on_call(schedule))
    role = Role.objects.create(team=payments, name="Ledger keeper", person=chloe)
    service.policy = asks(
        payments,
        Step("role", 0, {"role": role.pk}),
        name="Ledger",
        is_default=False,
    )
    service.save()
    assert invited(declares()) == {
        "Zoe": "declared it",
        "Chloe": "fills the role “Ledger keeper”",
    }


def test_a_level_for_other_severities_counts_once_the_severity_is_raised(
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
    payments: Team,
    declares: Declares,
) -> None:
    layer(ada)
    layer(ben, position=2)
    asks(
        payments,
        Step("only_severity", 0, {"severities": ["SEV1"]}),
        on_call(schedule),
        on_call(schedule, level=1, position=2),
    )
    incident = declares(severity="SEV3")
    assert set(invited(incident)) == {"Zoe", "Ben"}
    Incident.objects.update(severity="SEV1")
    incident.refresh_from_db()
    assert set(invited(incident)) == {"Zoe", "Ada"}


def test_a_role_that_a_schedule_fills_is_whoever_is_on_call_a_contact_is_nobody(
    schedule: Schedule,
    layer: Make,
    ada: Person,
    ben: Person,
    payments: Team,
    declares: Declares,
) -> None:
    layer(ada, ben)
    vendor = Contact.objects.create(team=payments, name="Card network")
    outside = Role.objects.create(team=payments, name="Vendor", contact=vendor)
    inside = Role.objects.create(team=payments, name="Duty", schedule=schedule)
    steps = [Step("role", 0, {"role": each.pk}) for each in (outside, inside)]
    asks(payments, *steps)
    assert invited(declares()) == {"Zoe": "declared it", "Ada": PRIMARY}


def test_a_private_incident_invites_nobody_for_being_on_call(
    schedule: Schedule, layer: Make, ada: Person, payments: Team, declares: Declares
) -> None:
    layer(ada)
    asks(payments, on_call(schedule))
    incident = declares(is_private=True)
    assert set(invited(incident)) == {"Zoe"}
    assert queries.groups(incident, at=NOW) == []


@pytest.mark.parametrize("severity", ["", "SEV1"])
def test_without_a_policy_or_a_service_nobody_is_on_call(
    declares: Declares, severity: str
) -> None:
    assert set(invited(declares(severity=severity))) == {"Zoe"}
    assert set(invited(declares(service=None))) == {"Zoe"}


def test_whoever_declares_is_told_who_is_on_call(
    schedule: Schedule, layer: Make, ada: Person, payments: Team, declares: Declares
) -> None:
    layer(ada)
    asks(payments, on_call(schedule))
    incident = declares()
    assert queries.groups(incident, at=NOW) == ["Ada (on call)", "the Payments team"]
    incident.declared_by = ada
    assert queries.groups(incident, at=NOW) == ["the Payments team"]
