"""Escalation guides: who is called when, as Muster pages."""

import pytest
from django.test import Client

from bot.answers import Answer, Message, Say
from incidents.contacts.models import ContactMethod
from incidents.oncall.models import Role
from incidents.policies import services as policies
from incidents.policies.services import Step
from incidents.response import guiding
from incidents.values import Mistake
from tests.bot.facts import HOSTILE, accept_message
from tests.escalation.conftest import Escalation

NUMBER = "+447700900123"


def words(answer: Answer) -> str:
    assert isinstance(answer, Say)
    accept_message(Message(answer.text, answer.blocks))
    return f"{answer.text} {answer.blocks}"


def gives(escalation: Escalation, name: str, kind: str, label: str = "") -> None:
    ContactMethod.objects.create(
        person=escalation.person(name),
        kind=kind,
        address=NUMBER,
        label=label,
        verified_at=escalation.now,
    )


def page(escalation: Escalation, path: str) -> str:
    client = Client()
    client.force_login(escalation.person("Grace"))
    answer = client.get(f"/oncall/guide/{path}")
    assert answer.status_code == 200
    return answer.text


def test_the_guide_calls_those_whom_a_run_pages(escalation: Escalation) -> None:
    team = escalation.monitoring.service.team
    (plan,) = guiding.guide(team=team, at=escalation.now).plans
    guided = [(stage.number, stage.called[0].name) for stage in plan.stages]
    escalation.fires()
    escalation.later(minutes=30)
    walked = [(each["level"], each["paged"][0]) for each in escalation.run().decisions]
    assert guided == walked[: len(guided)]


def test_each_mode_has_its_ways_and_no_number_is_shown(escalation: Escalation) -> None:
    gives(escalation, "Ada", "phone", label="mobile")
    gives(escalation, "Grace", "redirect", label="behind a PIN")
    team = escalation.monitoring.service.team
    (plan,) = guiding.guide(team=team, at=escalation.now).plans
    ada, grace = (stage.called[0] for stage in plan.stages)
    assert "after 5 min Phone call (mobile)" in ada.hands_on
    assert ada.automated.startswith("At once")
    assert "after" not in ada.automated
    assert "PIN" not in grace.automated
    assert "Phone call" in grace.automated
    shown = page(escalation, f"{team.slug}/")
    assert "Phone call (mobile)" in shown
    assert "900123" not in shown
    assert "behind a PIN" not in shown


def test_a_level_for_some_severities_says_so_and_names_its_people(
    escalation: Escalation,
) -> None:
    policies.save(
        policy=escalation.policy,
        steps=[
            Step("only_severity", 0, {"severities": ["SEV1"]}),
            Step("person", 0, {"person": escalation.person("Ada").pk}),
            Step("wait", 0, {"minutes": 7}),
            Step("team", 3, {"team": escalation.monitoring.service.team_id}),
        ],
        by=None,
    )
    team = escalation.monitoring.service.team
    (plan,) = guiding.guide(team=team, at=escalation.now).plans
    assert plan.stages[0].only == ("only for SEV1",)
    assert [one.name for one in plan.stages[0].called] == ["Ada"]
    assert (plan.stages[0].wait, plan.stages[1].number) == ("7 min", 3)


def test_a_role_that_nobody_fills_is_named_as_a_gap(escalation: Escalation) -> None:
    team = escalation.monitoring.service.team
    role = Role.objects.create(team=team, name="SysAdmin Primary")
    step = Step("role", 0, {"role": role.pk})
    policies.save(policy=escalation.policy, steps=[step], by=None)
    shown = page(escalation, f"{team.slug}/")
    assert "Nobody fills the role “SysAdmin Primary”" in shown
    assert "SysAdmin Primary" in page(escalation, f"{team.slug}/")
    assert team.name in page(escalation, "")


def test_slack_shows_the_guide_of_the_team_that_is_named(
    escalation: Escalation,
) -> None:
    company, team = escalation.monitoring.company, escalation.monitoring.service.team
    said = words(company.types(f"guide {team.name}", "Grace"))
    assert "Level 0" in said
    assert "*Ada*" in said
    assert f"/guide/{team.slug}/" in said
    team.name = HOSTILE[0][:80]
    team.save()
    assert "&lt;!channel&gt;" in words(company.types(f"guide {team.slug}", "Grace"))


def test_slack_offers_all_guides_to_who_is_in_no_team(escalation: Escalation) -> None:
    company, team = escalation.monitoring.company, escalation.monitoring.service.team
    team.memberships.all().delete()
    said = words(company.types("guide", "Grace"))
    assert team.name in said
    with pytest.raises(Mistake, match="is no team"):
        company.types("guide nothing at all", "Grace")


@pytest.mark.parametrize("path", ["", "nowhere/"])
def test_guides_are_for_who_is_logged_in(db: None, path: str) -> None:
    assert Client().get(f"/oncall/guide/{path}").status_code == 302
