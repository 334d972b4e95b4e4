"""What a submitted form or a pressed button does, and what the person reads."""

import pytest

from bot import registry
from bot.answers import Done, Open, Refresh, Say
from incidents.channels.models import SosEntry
from incidents.outbox.models import Effect
from incidents.record.models import Incident
from incidents.values import Mistake, Status
from tests.bot.conftest import Company
from tests.bot.facts import HOSTILE, accept_view, everything


def test_declaring_confirms_who_is_invited_and_calls_nobody_yet(
    company: Company,
) -> None:
    answer = company.submits(
        "incident_declare",
        {
            "title": "Checkout is down",
            "severity": "SEV1",
            "service": str(company.service.pk),
            "summary": "500s since the release",
            "private": [],
        },
    )
    assert isinstance(answer, Open)
    accept_view(answer.view)
    shown = everything(answer.view)
    assert "is declared" in shown
    assert "Also invited: the Payments team." in shown
    assert "checkout-is-down" in shown
    assert Effect.objects.filter(kind="channel", status="pending").count() == 1


def test_a_title_is_enough_to_declare(company: Company) -> None:
    empty = dict.fromkeys(["severity", "service", "summary", "private"])
    answer = company.submits("incident_declare", {"title": "Odd noises", **empty})
    assert isinstance(answer, Open)
    assert "Nobody else is invited yet" in everything(answer.view)


@pytest.mark.parametrize("action", ["severity", "service"])
def test_a_choice_shows_whom_it_brings_and_what_is_open_already(
    company: Company, action: str
) -> None:
    company.declares(title="Checkout errors")
    values = {
        "title": "Checkout errors again",
        "severity": "SEV1",
        "service": str(company.service.pk),
        "summary": "",
        "private": [],
    }
    (chosen,) = (a for a in registry.actions() if a.action_id == action)
    answer = chosen.run(company.ask("Grace", values=values))
    assert isinstance(answer, Refresh)
    accept_view(answer.view)
    shown = everything(answer.view)
    assert "SEV1: invited: the Payments team" in shown
    assert "INC-" in shown
    assert "Is it one of these?" in shown


def test_a_private_incident_invites_its_declarer_alone(company: Company) -> None:
    answer = company.submits(
        "incident_declare",
        {
            "title": "Laptop stolen",
            "service": str(company.service.pk),
            "private": ["private"],
        },
    )
    assert isinstance(answer, Open)
    assert "Grace" not in everything(answer.view)
    assert "🔒 private channel" in everything(answer.view)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"title": " \n "}, "title"),
        ({"title": "Fine", "summary": "x" * 3_001}, "summary"),
        ({"title": "Fine", "severity": "SEV9"}, "severity"),
        ({"title": "Fine", "service": "999999"}, "service"),
    ],
)
def test_a_mistake_is_said_beside_its_input_and_nothing_is_declared(
    company: Company, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Mistake) as refused:
        company.submits("incident_declare", values)
    assert refused.value.field == field
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_declared_as_they_are(company: Company, text: str) -> None:
    answer = company.submits("incident_declare", {"title": text[:200], "summary": text})
    assert isinstance(answer, Open)
    accept_view(answer.view)


def test_the_update_form_publishes(company: Company) -> None:
    incident = company.declares()
    answer = company.submits(
        "incident_update", {"text": "Rolled back"}, incident=incident
    )
    assert answer == Done()
    assert company.again(incident).latest_update == "Rolled back"


def test_the_severity_and_status_forms_change_it(company: Company) -> None:
    incident = company.declares()
    company.submits("incident_severity", {"severity": "SEV2"}, incident=incident)
    company.submits("incident_status", {"status": "fixing"}, incident=incident)
    after = company.again(incident)
    assert (after.severity, after.status) == ("SEV2", "fixing")


def test_the_lead_form_hands_over(company: Company) -> None:
    incident = company.declares()
    company.submits("incident_lead", {"lead": "UBEN"}, incident=incident)
    assert company.again(incident).lead == company.people["Ben"]


@pytest.mark.parametrize("lead", ["UNOBODY", None])
def test_the_lead_form_refuses_whom_it_does_not_know(
    company: Company, lead: str | None
) -> None:
    with pytest.raises(Mistake, match="does not know this person") as refused:
        company.submits("incident_lead", {"lead": lead}, incident=company.declares())
    assert refused.value.field == "lead"


@pytest.mark.parametrize("text", ["It was the cache", "", None])
def test_the_resolve_form_resolves_with_or_without_words(
    company: Company, text: str | None
) -> None:
    incident = company.declares()
    company.submits("incident_resolve", {"text": text}, incident=incident)
    after = company.again(incident)
    assert after.status == Status.RESOLVED
    assert after.resolution == (text or "")


@pytest.mark.parametrize(
    ("button", "form"),
    [
        ("incident_update", "incident_update"),
        ("incident_resolve", "incident_resolve"),
        ("incident_severity", "incident_severity"),
        ("incident_status", "incident_status"),
        ("incident_lead", "incident_lead"),
        ("incident_declare", "incident_declare"),
    ],
)
def test_a_button_opens_its_form(company: Company, button: str, form: str) -> None:
    answer = company.presses(button, incident=company.declares())
    assert isinstance(answer, Open)
    accept_view(answer.view)
    assert answer.view["callback_id"] == form


def test_the_cards_menus_change_it_at_once(company: Company) -> None:
    incident = company.declares()
    company.presses("incident_severity", incident=incident, value="SEV1")
    company.presses("incident_status", incident=incident, value="monitoring")
    after = company.again(incident)
    assert (after.severity, after.status) == ("SEV1", "monitoring")


def test_taking_the_lead_says_so(company: Company) -> None:
    incident = company.declares()
    answer = company.presses("incident_take_lead", who="Ben", incident=incident)
    assert isinstance(answer, Say)
    assert answer.text.startswith(f"🧭 You lead {incident.reference} now")
    with pytest.raises(Mistake, match=r"Ben leads .* already"):
        company.presses("incident_take_lead", who="Ben", incident=incident)


def test_closing_is_one_press_and_reopening_asks_why(company: Company) -> None:
    incident = company.declares(severity="SEV4")
    company.submits("incident_resolve", incident=incident)
    closed = company.presses("incident_close", incident=incident)
    assert isinstance(closed, Say)
    assert "is closed" in closed.text
    asked = company.presses("incident_reopen", incident=incident)
    assert isinstance(asked, Open)
    assert asked.view["callback_id"] == "incident_reopen"
    company.submits("incident_reopen", {"reason": "Again"}, incident=incident)
    assert company.again(incident).status == Status.INVESTIGATING


def test_retry_tells_how_much_is_tried_again(company: Company) -> None:
    incident = company.declares()
    Effect.objects.filter(subject=incident.subject).update(status="done")
    Effect.objects.filter(kind="card").update(status="dead")
    answer = company.presses("incident_retry", incident=incident)
    assert isinstance(answer, Say)
    assert answer.text == f"Trying 1 step of {incident.reference} again."
    Effect.objects.filter(subject=incident.subject).update(status="done")
    answer = company.presses("incident_retry", incident=incident)
    assert isinstance(answer, Say)
    assert "Nothing is stuck" in answer.text


def test_a_button_without_an_incident_says_how_to_name_one(company: Company) -> None:
    with pytest.raises(Mistake, match="Which incident"):
        company.presses("incident_resolve")


def test_an_sos_entry_that_is_gone_pings_nobody_in_its_place(company: Company) -> None:
    incident = company.declares()
    entry = SosEntry.objects.create(name="Database people")
    chosen = {"who": str(entry.pk), "why": ""}
    entry.delete()
    with pytest.raises(Mistake, match="entry is gone"):
        company.submits("incident_sos", chosen, incident=incident)
    assert not Effect.objects.filter(kind="sos").exists()
