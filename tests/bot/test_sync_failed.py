"""Admins hear of a sync that fails, once, and what to do."""

import pytest

from bot.messages.sync_failed import sync_failed
from incidents.channels import syncing
from incidents.outbox.models import Effect
from incidents.people.models import Person
from tests.bot.conftest import Company
from tests.bot.facts import NOW, accept_blocks, everything

MISSING = "Slack refused users.list: missing_scope (add the scope users:read)"


@pytest.fixture
def admin(company: Company) -> Person:
    ada = company.people["Ada"]
    Person.objects.filter(pk=ada.pk).update(is_superuser=True)
    return ada


def fails(name: str = "people", error: str = MISSING) -> None:
    run = syncing.begin(name=name, now=NOW)
    syncing.hindered(run=run, error=error, gave_up=True, now=NOW)


def works(name: str = "people") -> None:
    syncing.end(run=syncing.begin(name=name, now=NOW), now=NOW)


def told() -> list[tuple[str, int]]:
    found = Effect.objects.filter(kind="sync_failed").order_by("pk")
    return [(each.args["name"], each.args["person"]) for each in found]


def test_each_admin_is_told_once_until_it_has_worked_again(admin: Person) -> None:
    fails()
    fails()
    assert told() == [("people", admin.pk)]
    works()
    fails()
    assert told() == [("people", admin.pk)] * 2


def test_each_sync_is_told_of_for_itself(admin: Person) -> None:
    fails("people")
    fails("members")
    assert told() == [("people", admin.pk), ("members", admin.pk)]


def test_a_list_that_was_cut_short_is_told_of_too(admin: Person) -> None:
    run = syncing.begin(name="people", now=NOW)
    syncing.end(run=run, now=NOW, error="Slack no longer lists 100 of 103")
    assert told() == [("people", admin.pk)]


def test_what_is_tried_again_by_itself_is_not_told(admin: Person) -> None:
    run = syncing.begin(name="people", now=NOW)
    syncing.hindered(run=run, error="HTTP 500", gave_up=False, now=NOW)
    assert told() == []


def test_who_is_no_admin_is_not_told(company: Company) -> None:
    fails()
    assert told() == []


def test_it_says_why_and_what_to_do_within_the_limits() -> None:
    message = sync_failed("members of channels", f"{MISSING} <!channel> " * 200)
    accept_blocks(message.blocks)
    shown = everything(message.blocks)
    assert "missing_scope" in shown
    assert "Read from Slack now" in shown
    assert "<!channel>" not in shown
