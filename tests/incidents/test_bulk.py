"""Rows by the hundred are the rows that the ORM would have written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from incidents import bulk
from incidents.contacts.models import Way
from incidents.escalation.models import Page
from incidents.record.models import Entry, Incident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)


def pages(count: int) -> list[Page]:
    return [
        Page(
            name=f"Ana “{number}” \\ é🔥",
            way=Way.SMS,
            text="",
            why=[{"step": "way", "text": "a 'quoted' \"rule\""}, None, 1.5],
            due_at=AT + timedelta(microseconds=number),
            bundled=[2**40, number],
            level=None if number % 2 else number,
            is_extra=bool(number % 3),
        )
        for number in range(count)
    ]


def fields(page: Page) -> dict[str, object]:
    names = (f.attname for f in Page._meta.concrete_fields)
    return {
        name: getattr(page, name) for name in names if name not in ("id", "created_at")
    }


def test_what_is_inserted_is_what_the_orm_writes() -> None:
    made = bulk.insert(pages(40))
    written = Page.objects.bulk_create(pages(40))
    ours = Page.objects.filter(pk__in=[page.pk for page in made]).order_by("pk")
    theirs = Page.objects.filter(pk__in=[page.pk for page in written]).order_by("pk")

    assert [fields(page) for page in ours] == [fields(page) for page in theirs]
    assert [page.name for page in ours] == [page.name for page in made]
    assert all(page.created_at is not None for page in ours)


def test_a_row_that_was_inserted_is_saved_over_and_not_added_again() -> None:
    (page,) = bulk.insert(pages(1))
    page.text = "changed"
    page.save(update_fields=["text"])
    assert Page.objects.get().text == "changed"


def test_only_the_named_fields_of_the_given_rows_are_updated() -> None:
    first, second, third = Page.objects.bulk_create(pages(3))
    for page in (first, second):
        page.level, page.why, page.ended_at, page.name = 7, {"a": [1]}, AT, "not me"
    assert bulk.update([first, second], ["level", "why", "ended_at"]) == 2

    rows = {page.pk: page for page in Page.objects.all()}
    assert (rows[second.pk].level, rows[second.pk].why) == (7, {"a": [1]})
    assert rows[first.pk].ended_at == AT
    assert rows[first.pk].name != "not me"
    assert fields(rows[third.pk]) == fields(third)


def test_a_foreign_key_is_written_by_its_own_name_too() -> None:
    now = timezone.now()
    incident = Incident.objects.create(title="Slow", declared_at=now)
    other = Incident.objects.create(title="Slower", declared_at=now)
    (entry,) = bulk.insert(
        [Entry(incident=incident, kind=Entry.Kind.NOTE, text="x", at=now)]
    )
    entry.incident = other
    bulk.update([entry], ["incident"])
    assert Entry.objects.get().incident == other


def test_nothing_asks_nothing() -> None:
    with connection.execute_wrapper(lambda *_: pytest.fail("it asked")):
        assert bulk.insert([]) == []
        assert bulk.update([], ["name"]) == 0


def test_a_new_row_is_as_its_model_makes_it() -> None:
    values = {"name": "Ana", "way": Way.SMS, "due_at": AT, "incident_id": None}
    ours, theirs = bulk.new(Page, **values), Page(**values)
    assert fields(ours) == fields(theirs)
    assert ours._state.adding
    assert ours.incident is None

    ours.save()
    assert fields(Page.objects.get()) == fields(theirs)


def test_two_new_rows_share_nothing_that_changes() -> None:
    first, second = bulk.new(Page), bulk.new(Page)
    first.why.append("changed")
    assert second.why == []
    assert first._state is not second._state


def test_a_new_row_refuses_what_its_model_does_not_know() -> None:
    with pytest.raises(TypeError, match="nmae"):
        bulk.new(Page, nmae="Ana")
