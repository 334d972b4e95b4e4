"""An incident's page that did not change is not made again."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.followups import services as followups
from incidents.followups.values import Plan
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record import timeline
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW, browser

# The log-in, the incident for who may see it, and its version.
STATEMENTS = 5


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser."""
    return browser(ben)


def test_what_did_not_change_is_answered_by_its_version(
    page: Client, incident: Incident, ben: Person
) -> None:
    url = f"/incidents/{incident.pk}/"
    with time_machine.travel(NOW, tick=False):
        tag = page.get(url).headers["ETag"]
        with CaptureQueriesContext(connection) as asked:
            same = page.get(url, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert len(asked) <= STATEMENTS, "\n".join(each["sql"] for each in asked)


def _noted(incident: Incident, by: Person) -> None:
    timeline.note(incident=incident, text="Restarted it", at=None, by=by, now=NOW)


def _to_do(incident: Incident, by: Person) -> None:
    plan = Plan(title="Renew the key")
    followups.add(incident=incident, plan=plan, by=by, now=NOW)


def _stuck(incident: Incident, by: Person) -> None:
    Effect.objects.filter(subject=incident.subject).update(last_error="not_in_channel")


def _somebody_came(incident: Incident, by: Person) -> None:
    record.add_participants(incident=incident, people=[by])


def _worse(incident: Incident, by: Person) -> None:
    lifecycle.change_severity(incident=incident, severity="1", by=by, now=NOW)


@pytest.mark.parametrize("change", [_noted, _to_do, _stuck, _somebody_came, _worse])
def test_every_row_about_it_makes_another_version(
    page: Client,
    incident: Incident,
    ben: Person,
    change: Callable[[Incident, Person], None],
) -> None:
    url = f"/incidents/{incident.pk}/"
    with time_machine.travel(NOW, tick=False):
        tag = page.get(url).headers["ETag"]
        change(incident, ben)
        again = page.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_what_counts_from_now_is_shown_anew_by_the_minute(
    page: Client, incident: Incident
) -> None:
    url = f"/incidents/{incident.pk}/"
    with time_machine.travel(NOW, tick=False) as clock:
        tag = page.get(url).headers["ETag"]
        clock.shift(60)
        assert page.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_it_is_hidden_from_who_may_not_see_it_whatever_version_they_have(
    page: Client, incident: Incident, grace: Person
) -> None:
    url = f"/incidents/{incident.pk}/"
    with time_machine.travel(NOW, tick=False):
        tag = page.get(url).headers["ETag"]
        Incident.objects.filter(pk=incident.pk).update(
            is_private=True, declared_by=grace, lead=grace
        )
        incident.participants.all().delete()
        assert page.get(url, headers={"If-None-Match": tag}).status_code == 404
