"""Follow-ups, as a responder sees and ticks them off on the web."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.followups import services
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW, browser

FUTURE = date.today() + timedelta(days=30)  # noqa: DTZ011  # any day ahead does


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser."""
    return browser(ben)


def add(
    incident: Incident, title: str, owner: Person | None, due: date | None = None
) -> FollowUp:
    plan = Plan(title=title, owner=owner, due_on=due)
    assert incident.declared_by is not None
    return services.add(incident=incident, plan=plan, by=incident.declared_by, now=NOW)


def url(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.pk}/follow-ups/{rest}"


def test_the_form_makes_one_that_the_incidents_page_shows(
    page: Client, incident: Incident, grace: Person
) -> None:
    typed = {"title": "Renew the key", "owner": grace.pk, "due": f"{FUTURE:%F}"}
    text = page.post(url(incident, "new/"), typed, follow=True).text
    assert "The follow-up is added." in text
    assert "Renew the key" in text
    assert f"Grace Example · due {FUTURE.day} {FUTURE:%b %Y}" in text
    assert f"Follow-up: Renew the key (Grace Example, due {FUTURE.day}" in text


@pytest.mark.parametrize(
    ("typed", "told", "field"),
    [
        ({"title": ""}, "Title is empty", "title"),
        ({"title": "x" * 201}, "At most 200 characters fit.", "title"),
        ({"title": "x", "due": "2020-01-01"}, "2020-01-01 has passed", "due"),
        ({"title": "x", "due": "whenever"}, "Choose a day", "due"),
        ({"title": "x", "owner": "999"}, "valid choice", "owner"),
    ],
)
def test_a_mistake_stands_beside_its_field(
    typed: dict[str, str], told: str, field: str, page: Client, incident: Incident
) -> None:
    answer = page.post(url(incident, "new/"), typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert told in answer.text
    assert not FollowUp.objects.exists()


def test_one_is_changed_done_reopened_and_dropped(
    page: Client, incident: Incident, ben: Person
) -> None:
    made = add(incident, "Renew the key", ben, FUTURE)
    form = page.get(url(incident, f"{made.pk}/")).text
    assert 'value="Renew the key"' in form
    assert f'value="{FUTURE:%F}"' in form
    assert f'<option value="{ben.pk}" selected>' in form
    text = page.post(url(incident, f"{made.pk}/"), {"title": "Both"}, follow=True).text
    assert "owner Ben Example → nobody" in text
    for verb, told in (("done", "Done"), ("reopen", "Open again"), ("drop", "Dropped")):
        text = page.post(url(incident, f"{made.pk}/{verb}/"), follow=True).text
        assert f"{told}: Both" in text
    assert "is dropped already" in (
        page.post(url(incident, f"{made.pk}/done/"), follow=True).text
    )


def test_the_list_is_mine_until_i_ask_for_others(
    page: Client, incident: Incident, ben: Person, grace: Person
) -> None:
    late = add(incident, "Mine and late", ben, NOW.date())
    add(incident, "Hers", grace)
    add(incident, "Nobody's own", None)
    gone = add(incident, "Mine and gone", ben)
    services.done(incident=incident, follow_up_id=gone.pk, by=ben, now=NOW)
    titles = ["Mine and late", "Hers", "Nobody&#x27;s own", "Mine and gone"]
    for query, seen in (
        ("", titles[:1]),
        ("?whose=nobody", titles[2:3]),
        ("?whose=all", titles[:3]),
        ("?whose=all&state=late", titles[:1]),
        ("?state=ended", titles[3:]),
        (f"?incident=INC-{incident.pk}", titles[:3]),
        ("?whose=nonsense&state=nonsense&page=99&incident=x", titles[:1]),
        ("?incident=999999999999999999999", []),
    ):
        text = page.get(f"/follow-ups/{query}").text
        assert [title for title in titles if title in text] == seen, query
        assert ("Nothing here" in text) == (not seen)
    assert "overdue, due 12 Mar 2026" in page.get("/follow-ups/").text
    assert late.incident.reference in page.get("/follow-ups/").text


def test_done_leads_back_to_where_it_was_pressed_and_never_elsewhere(
    page: Client, incident: Incident, ben: Person
) -> None:
    made = add(incident, "Renew the key", ben)
    back = {"next": "/follow-ups/?whose=all"}
    answer = page.post(url(incident, f"{made.pk}/done/"), back)
    assert answer.headers["Location"] == "/follow-ups/?whose=all"
    evil = {"next": "https://evil.example/"}
    answer = page.post(url(incident, f"{made.pk}/reopen/"), evil)
    assert answer.headers["Location"] == f"/incidents/{incident.pk}/"


def test_what_is_private_is_on_nobody_elses_list(
    page: Client, secret: Incident, grace: Person
) -> None:
    made = add(secret, "Change the keys", grace)
    for query in ("", "?whose=all", f"?incident={secret.pk}"):
        assert "Change the keys" not in page.get(f"/follow-ups/{query}").text
    assert page.get(url(secret, "new/")).status_code == 404
    assert page.get(url(secret, f"{made.pk}/")).status_code == 404
    for verb in ("done", "drop", "reopen"):
        assert page.post(url(secret, f"{made.pk}/{verb}/")).status_code == 404
    mine = browser(grace)
    assert "Change the keys" in mine.get("/follow-ups/").text
    choices = mine.get(url(secret, "new/")).text
    assert "Grace Example" in choices
    assert "Ben Example" not in choices


def test_forms_are_ours_alone(ben: Person, incident: Incident) -> None:
    made = add(incident, "Renew the key", ben)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    for rest in ("new/", f"{made.pk}/", f"{made.pk}/done/", f"{made.pk}/drop/"):
        assert client.post(url(incident, rest), {"title": "x"}).status_code == 403
        assert "Renew the key" in client.get("/follow-ups/").text


def test_a_long_list_asks_little_of_the_database(
    page: Client,
    incident: Incident,
    ben: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        add(incident, f"Do {number}", ben)
    with django_assert_max_num_queries(6):
        text = page.get("/follow-ups/").text
    assert "page 1 of 2" in text


def test_the_list_is_not_sent_again_while_nothing_changed(
    page: Client, incident: Incident, ben: Person
) -> None:
    made = add(incident, "Renew the key", ben)
    tag = page.get("/follow-ups/").headers["ETag"]
    known = {"If-None-Match": tag}
    assert page.get("/follow-ups/", headers=known).status_code == 304
    services.done(incident=incident, follow_up_id=made.pk, by=ben, now=NOW)
    assert page.get("/follow-ups/", headers=known).status_code == 200
