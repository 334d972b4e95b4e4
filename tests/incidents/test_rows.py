"""Rows by statements of our own are the rows that the ORM reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import rows
from incidents.catalog.models import Service
from incidents.channels.models import Conversation, Workspace
from incidents.escalation.models import Page, Run
from incidents.people.models import Person, Team
from incidents.record.models import Entry, Incident

pytestmark = pytest.mark.django_db


def fields(row: models.Model) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@pytest.fixture
def page() -> Page:
    now = timezone.now()
    team = Team.objects.create(name="Payments", slug="payments")
    service = Service.objects.create(name="Checkout", slug="checkout", team=team)
    ada = Person.objects.create_user("ada@example.com", "Ada")
    incident = Incident.objects.create(
        title="é🔥 100 %s", service=service, lead=ada, declared_at=now
    )
    frozen = {"name": "“P”", "steps": [{"level": 0, "settings": {"a": [None, 1.5]}}]}
    run = Run.objects.create(
        incident=incident, name="P", frozen=frozen, why="", mode="", started_at=now
    )
    Entry.objects.create(incident=incident, kind=Entry.Kind.NOTE, text="x", at=now)
    workspace = Workspace.objects.create(slack_id="T1", name="W", bot_user_id="U1")
    Conversation.objects.create(
        workspace=workspace, slack_id="C1", name="c", tags=["a", "b"]
    )
    return Page.objects.create(
        run=run,
        incident=incident,
        person=ada,
        name="Ada",
        way="sms",
        why=[{"step": "way", "text": "a 'quoted' \"rule\""}],
        due_at=now + timedelta(microseconds=7),
        bundled=[2**40, 3],
    )


@pytest.mark.parametrize("model", [Page, Run, Incident, Entry, Conversation, Service])
def test_they_have_what_the_orm_reads(page: Page, model: type[models.Model]) -> None:
    (ours,) = rows.every(model, "ORDER BY id")
    theirs = model._default_manager.get()
    assert fields(ours) == fields(theirs)
    assert not ours._state.adding

    ours.save()  # over the row, not beside it
    assert fields(model._default_manager.get()) == fields(theirs)


def test_the_first_or_none(page: Page) -> None:
    found = rows.one(Page, "WHERE id = %s FOR NO KEY UPDATE", [page.pk])
    assert found == page
    assert rows.one(Page, "WHERE id = %s", [0]) is None


def test_foreign_keys_are_joined_by_a_statement_each_and_asked_for_no_more(
    page: Page,
) -> None:
    found = rows.every(Page, "")
    with CaptureQueriesContext(connection) as queries:
        rows.join(found, "incident", "person", "contact", "run")
    assert len(queries) == 3  # no page has a contact

    with CaptureQueriesContext(connection) as queries:
        (ours,) = found
        assert ours.incident == page.incident
        assert ours.person is not None
        assert ours.person.name == "Ada"
        assert ours.contact is None
        assert ours.run is not None
        assert ours.run.frozen["name"] == "“P”"
    assert len(queries) == 0


def test_to_join_nothing_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        rows.join([], "incident")
    assert len(queries) == 0
