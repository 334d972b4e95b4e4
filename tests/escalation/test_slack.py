"""Paging and acknowledging in Slack."""

import pytest

from bot.answers import Answer, Message, Open, Say
from bot.card import paging as card
from bot.messages import alerts
from bot.messages.paging import page, paged_over
from incidents.alerts import showing
from incidents.escalation.models import Run
from incidents.oncall import services as oncall
from incidents.oncall.models import Layer, Schedule
from incidents.record.models import Incident
from incidents.values import Mistake, Status
from tests.bot.facts import HOSTILE, accept_message, accept_view, everything
from tests.escalation.conftest import Escalation


def text(answer: Answer) -> str:
    assert isinstance(answer, Say)
    return answer.text


def on_call(escalation: Escalation, name: str) -> None:
    """They are the primary of the team from now on."""
    now = escalation.now
    schedule = oncall.create_schedule(
        name="Payments on call",
        team=escalation.monitoring.service.team,
        timezone="UTC",
        description="",
        by=None,
        now=now,
    )
    layer = Layer(schedule=schedule, name="Primary", position=1, starts_at=now)
    people = [escalation.person(name)]
    oncall.save_layer(layer=layer, people=people, hours=(), by=None, now=now)


def shown(incident: Incident) -> str:
    return str(list(card.blocks(incident, card.load(incident))))


def test_ack_stops_it_and_the_card_says_who_was_paged(escalation: Escalation) -> None:
    company = escalation.monitoring.company
    incident = escalation.fires()
    assert "Paging *Ada*" in shown(incident)
    said = text(company.types(f"ack {incident.pk}", "Grace"))
    assert said.startswith(f"👍 You acknowledged {incident.reference}")
    incident = company.again(incident)
    assert incident.acknowledged_by == escalation.person("Grace")
    assert "👍 Acknowledged by *Grace*" in shown(incident)
    assert "Paging" not in shown(incident)
    again = text(company.types(f"ack {incident.pk}", "Ada"))
    assert "Grace has" in again


def test_a_button_escalates_now(escalation: Escalation) -> None:
    incident = escalation.fires()
    escalation.newly_asked()
    escalation.monitoring.company.presses("page_escalate", "Ada", incident)
    escalation.advance()
    assert "Phone call to Grace" in escalation.newly_asked()


def test_who_is_on_call_is_paged_at_once(escalation: Escalation) -> None:
    company = escalation.monitoring.company
    incident = company.declares()
    on_call(escalation, "Grace")
    said = text(company.types(f"page {incident.pk} <@UGRACE|grace> the queue grows"))
    assert "Paging *Grace*" in said
    assert "Phone call to Grace" in escalation.newly_asked()
    assert "the queue grows" in escalation.timeline()


def test_somebody_off_shift_is_paged_after_a_second_word(
    escalation: Escalation,
) -> None:
    company = escalation.monitoring.company
    incident = company.declares(service=company.service.pk)
    on_call(escalation, "Grace")
    asked = company.types(f"page {incident.pk} <@UBEN|ben> the queue grows")
    assert "is not on call, and it is 03:42 for them" in text(asked)
    assert "Page them instead?" in text(asked)
    assert escalation.newly_asked() == []
    ben = escalation.person("Ben")
    value = f"{ben.pk}:the queue grows"
    company.presses("page_anyway", "Ada", incident, value)
    assert "Slack message to Ben" in escalation.newly_asked()
    company.presses("page_on_call", "Ada", incident, value)
    assert "Slack message to Grace" in escalation.newly_asked()


def test_a_service_team_or_policy_is_paged_by_its_policy(
    escalation: Escalation,
) -> None:
    company = escalation.monitoring.company
    for name in ("Checkout", "Payments", "payments-policy"):
        incident = company.declares(title=f"About {name}")
        said = text(company.types(f"page {incident.pk} {name} help us"))
        assert "“Payments policy”" in said
        escalation.advance()
        assert "Phone call to Ada" in escalation.newly_asked()


def test_what_nothing_is_called_is_refused(escalation: Escalation) -> None:
    company = escalation.monitoring.company
    incident = company.declares()
    with pytest.raises(Mistake, match="begins with no policy, service, team or person"):
        company.types(f"page {incident.pk} nobody at all")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_message_that_pages_holds_slacks_limits(
    escalation: Escalation, hostile: str
) -> None:
    incident = escalation.monitoring.company.declares()
    incident.title = hostile[:200]
    accept_message(page(incident, text=hostile, level=""))
    accept_message(paged_over(incident))


def pressed(answer: Answer, action: str) -> str:
    """The value of the one button with this action."""
    assert isinstance(answer, Say)
    accept_message(Message(answer.text, answer.blocks))
    (value,) = (
        element["value"]
        for block in answer.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == action
    )
    return str(value)


def view_of(answer: Answer) -> str:
    assert isinstance(answer, Open)
    accept_view(answer.view)
    return everything(answer.view)


def test_who_is_on_call_is_paged_from_the_list(escalation: Escalation) -> None:
    company = escalation.monitoring.company
    on_call(escalation, "Grace")
    listed = company.types("oncall", "Ada")
    assert "by Slack" in str(listed)
    value = pressed(listed, "oncall_page")
    form = view_of(company.presses("oncall_page", "Ada", None, value))
    assert "incident_choice" in form
    incident = company.declares()
    form = view_of(company.presses("oncall_page", "Ada", incident, value))
    assert "incident_choice" not in form
    assert "UGRACE" in form
    given = {"person": "UGRACE", "why": "the queue grows"}
    said = text(company.submits("page_person", given, incident=incident))
    assert "Paging *Grace*" in said
    assert "Slack message to Grace" in escalation.newly_asked()
    assert "the queue grows" in escalation.timeline()


def test_the_form_asks_a_second_word_for_who_is_not_on_call(
    escalation: Escalation,
) -> None:
    company = escalation.monitoring.company
    incident = company.declares(service=company.service.pk)
    on_call(escalation, "Grace")
    given = {"person": "UBEN", "why": "the queue grows"}
    asked = company.submits("page_person", given, incident=incident)
    assert "is not on call, and it is 03:42 for them" in view_of(asked)
    assert escalation.newly_asked() == []
    carried = {"person": escalation.person("Ben").pk, "why": "the queue grows"}
    for whom, name in (("instead", "Grace"), ("anyway", "Ben")):
        company.submits(
            "page_person", {"whom": whom}, incident=incident, carried=carried
        )
        assert f"Slack message to {name}" in escalation.newly_asked()


def test_nobody_pages_themselves_from_the_list(escalation: Escalation) -> None:
    on_call(escalation, "Grace")
    listed = escalation.monitoring.company.types("oncall", "Grace")
    assert "oncall_page" not in str(listed)


def test_a_tools_acknowledgement_ends_paging_and_is_said_to_accept_nothing(
    escalation: Escalation,
) -> None:
    monitoring = escalation.monitoring
    incident = escalation.fires(dedup_key="disk")
    monitoring.sends(dedup_key="disk", action="acknowledge")
    incident = monitoring.company.again(incident)
    assert Run.objects.get().status == Run.Status.ACKNOWLEDGED
    assert incident.status == Status.TRIAGE
    told = everything(alerts.message(incident, showing.shown(incident)).blocks)
    assert "acknowledged outside Muster" in told
    assert "nobody has accepted it yet" in told
    assert "incident_accept" in told


def test_an_override_says_whose_shifts_change(escalation: Escalation) -> None:
    company = escalation.monitoring.company
    on_call(escalation, "Grace")
    schedule = Schedule.objects.get()
    begins = int(escalation.now.timestamp()) + 3600
    given = {
        "where": f"{schedule.pk}:1",
        "person": "UBEN",
        "starts_at": str(begins),
        "ends_at": str(begins + 7200),
    }
    assert "In place of Grace." in text(company.submits("oncall_override", given))
    longer = given | {"person": "UADA", "ends_at": str(begins + 10800)}
    said = text(company.submits("oncall_override", longer))
    assert "In place of Ben (" in said
    assert ", Grace (" in said
    none = given | {"ends_at": str(begins)}
    with pytest.raises(Mistake, match="after the start"):
        company.submits("oncall_override", none)
