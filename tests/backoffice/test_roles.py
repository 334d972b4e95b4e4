"""Roles, and where a merged incident went, on the web."""

from incidents.lifecycle import merging, privacy
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.roles import queries, services
from tests.backoffice.conftest import NOW, browser, declare


def page(who: Person, incident: Incident) -> str:
    return browser(who).get(f"/incidents/{incident.pk}/").text


def test_the_page_shows_who_has_which_role(
    incident: Incident, ben: Person, grace: Person
) -> None:
    comms = queries.named("comms")
    services.assign(incident=incident, role=comms, person=grace, by=ben, now=NOW)
    assert "<dt>Comms</dt><dd>Grace Example</dd>" in page(ben, incident)
    services.give_up(incident=incident, role=comms, person=grace, by=ben, now=NOW)
    assert "<dt>Comms</dt>" not in page(ben, incident)


def test_the_page_of_a_merged_one_leads_on_as_far_as_its_reader_may_know(
    incident: Incident, ben: Person, grace: Person
) -> None:
    into = declare("Payroll is down", by=grace)
    merging.merge(incident=incident, into=into, by=ben, now=NOW)
    assert f"{into.reference} Payroll is down</a>" in page(ben, incident)
    privacy.make_private(incident=into, by=grace, now=NOW)
    assert f"{into.reference} Payroll is down</a>" in page(grace, incident)


def test_into_a_private_one_it_says_no_more(
    incident: Incident, ben: Person, grace: Person
) -> None:
    into = declare("Payroll export was read", by=grace, is_private=True)
    merging.merge(incident=incident, into=into, by=grace, now=NOW)
    shown = page(ben, incident)
    assert "a private incident" in shown
    assert "Payroll" not in shown
    assert into.reference not in shown
