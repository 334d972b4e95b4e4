"""Timeline lines and follow-ups in the back-office: the same verbs as elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.followups import services
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.people.models import Person
from incidents.record import timeline
from incidents.record.models import Entry, Incident
from tests.backoffice.conftest import NOW


@pytest.fixture
def follow_up(incident: Incident, ben: Person) -> FollowUp:
    return services.add(
        incident=incident, plan=Plan("Renew the key", ben), by=ben, now=NOW
    )


def page(kind: str, pk: int) -> str:
    return reverse(f"admin:incidents_{kind}_change", args=[pk])


def acts(admin: Client, kind: str, pk: int, verb: str) -> str:
    """Press an action's button, and read the page that follows."""
    url = reverse(f"admin:incidents_{kind}_{verb}", args=[pk])
    return admin.post(url, {"_form_submitted": "on"}, follow=True).text


def test_a_follow_up_is_done_reopened_and_dropped(
    admin: Client, follow_up: FollowUp
) -> None:
    text = admin.get(page("followup", follow_up.pk)).text
    assert f"/{follow_up.pk}/finish" in text
    assert f"/{follow_up.pk}/again" not in text
    for verb, told in (("finish", "Done"), ("again", "Reopened"), ("drop", "Dropped")):
        assert f"{told}: Renew the key" in acts(admin, "followup", follow_up.pk, verb)
    assert "is dropped already" in acts(admin, "followup", follow_up.pk, "finish")
    assert f"/{follow_up.pk}/again" in admin.get(page("followup", follow_up.pk)).text


def test_a_line_is_hidden_and_its_history_told(
    admin: Client, incident: Incident, ben: Person
) -> None:
    note = timeline.note(incident=incident, text="The cash", by=ben, now=NOW)
    timeline.edit(
        incident=incident, entry_id=note.pk, text="The cache", by=ben, now=NOW
    )
    text = acts(admin, "entry", note.pk, "hide")
    assert "Hidden." in text
    assert "changed; before, at 2026-03-12 14:05 UTC: The cash" in text
    assert "Show line" in text
    assert "Shown again." in acts(admin, "entry", note.pk, "show")


def test_a_step_of_its_life_has_no_such_button(
    admin: Client, incident: Incident
) -> None:
    step = incident.entries.get(kind=Entry.Kind.DECLARED)
    assert "Hide line" not in admin.get(page("entry", step.pk)).text
    assert "always shows" in acts(admin, "entry", step.pk, "hide")


def test_what_is_private_is_not_there(
    admin: Client, secret: Incident, grace: Person
) -> None:
    made = services.add(incident=secret, plan=Plan("Ask why"), by=grace, now=NOW)
    note = timeline.note(incident=secret, text="Who?", by=grace, now=NOW)
    for kind, pk, verb in (("followup", made.pk, "finish"), ("entry", note.pk, "hide")):
        url = reverse(f"admin:incidents_{kind}_{verb}", args=[pk])
        assert admin.post(url, {"_form_submitted": "on"}).status_code == 404
    made.refresh_from_db()
    note.refresh_from_db()
    assert (made.status, note.is_hidden) == ("open", False)
