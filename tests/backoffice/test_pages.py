"""What a responder reads."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.catalog.models import Service
from incidents.channels.models import Conversation, Workspace
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response.updating import publish_update
from incidents.updates.values import Update
from tests.backoffice.conftest import NOW, browser, declare


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser."""
    return browser(ben)


def test_the_front_door_leads_to_the_list(page: Client) -> None:
    assert page.get("/").headers["Location"] == "/incidents/"


def test_an_empty_list_says_so(page: Client) -> None:
    assert "All is well" in page.get("/incidents/").text


def test_open_comes_first_and_the_worst_before_that(page: Client, ben: Person) -> None:
    low = declare("Low", by=ben, severity="SEV4")
    worst = declare("Worst", by=ben, severity="SEV1")
    over = declare("Over", by=ben, severity="SEV1")
    lifecycle.resolve(incident=over, by=ben, now=NOW)
    text = page.get("/incidents/").text
    places = [text.index(f">{each.reference}<") for each in (worst, low, over)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=502", ["Checkout returns 502"]),
        ("q=Checkout%20API", ["Checkout returns 502"]),
        ("q=nothing", []),
        ("q=%00", ["Checkout returns 502", "Search is slow"]),
        ("status=open", ["Checkout returns 502"]),
        ("status=over", ["Search is slow"]),
        ("status=resolved", ["Search is slow"]),
        ("severity=SEV2", ["Checkout returns 502"]),
        ("severity=nonsense", ["Checkout returns 502", "Search is slow"]),
        ("service=999999999999999999999", []),
        ("page=99", ["Checkout returns 502", "Search is slow"]),
    ],
)
def test_the_list_is_filtered(
    query: str, seen: list[str], page: Client, incident: Incident, ben: Person
) -> None:
    over = declare("Search is slow", by=ben, severity="SEV4")
    lifecycle.resolve(incident=over, by=ben, now=NOW)
    text = page.get(f"/incidents/?{query}").text
    titles = ["Checkout returns 502", "Search is slow"]
    assert [title for title in titles if title in text] == seen
    assert ("Nothing matches" in text) == (not seen)


def test_a_long_list_has_pages(page: Client, ben: Person) -> None:
    for number in range(30):
        declare(f"Trouble {number}", by=ben)
    text = page.get("/incidents/?severity=SEV2").text
    assert "page 1 of 2" in text
    assert "?severity=SEV2&amp;page=2" in text


def test_times_are_the_viewers_with_utc_on_hover(
    page: Client, incident: Incident
) -> None:
    text = page.get(f"/incidents/{incident.pk}/").text
    assert 'title="2026-03-12 14:05:00 UTC">12 Mar 2026, 23:05</time>' in text
    assert "Asia/Tokyo" in text


def test_the_page_links_to_slack(
    page: Client, incident: Incident, workspace: Workspace
) -> None:
    incident.channel = Conversation.objects.get(name="payments-team")
    incident.save(update_fields=["channel"])
    text = page.get(f"/incidents/{incident.pk}/").text
    channel = incident.channel.slack_id
    assert f'href="https://brightwater.slack.com/archives/{channel}"' in text
    assert f'href="slack://channel?team=T1&amp;id={channel}"' in text


@pytest.mark.parametrize("number", [1, 99, 2**63, 10**30])
def test_an_unknown_incident_is_not_found_in_words(number: int, page: Client) -> None:
    answer = page.get(f"/incidents/{number}/")
    assert answer.status_code == 404
    assert f"There is no INC-{number}." in answer.text


def test_an_unknown_page_is_not_found_in_words(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text


@pytest.mark.parametrize("name", ["pages.css", "live.js", "admin.css", "icon.svg"])
def test_styles_and_scripts_are_served(name: str, client: Client) -> None:
    assert client.get(f"/static/backoffice/{name}").status_code == 200


def test_what_is_stuck_is_shown_and_tried_again(
    page: Client, incident: Incident
) -> None:
    dead = Effect.objects.filter(subject=incident.subject, kind="channel")
    dead.update(status="dead", last_error="restricted_action", attempts=1)
    text = page.get(f"/incidents/{incident.pk}/").text
    assert "1 thing stuck" in text
    assert "restricted_action" in text
    text = page.post(f"/incidents/{incident.pk}/retry/", follow=True).text
    assert "Trying again what was stuck." in text
    assert "1 thing stuck" not in text
    assert "Tried again what was stuck" in text


def test_retry_needs_a_form_of_ours(ben: Person, incident: Incident) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    answer = client.post(f"/incidents/{incident.pk}/retry/")
    assert answer.status_code == 403
    assert "Go back, load it anew and try again." in answer.text
    assert client.get(f"/incidents/{incident.pk}/retry/").status_code == 405


@pytest.mark.parametrize("path", ["/incidents/", "/incidents/{}/"])
def test_an_unchanged_page_is_not_sent_again(
    path: str, page: Client, incident: Incident, ben: Person
) -> None:
    url = path.format(incident.pk)
    tag = page.get(url).headers["ETag"]
    same = page.get(url, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    lifecycle.change_severity(incident=incident, severity="SEV1", by=ben, now=NOW)
    changed = page.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "SEV1" in changed.text


def test_a_tag_is_of_one_log_in_alone(incident: Incident, ben: Person) -> None:
    tags = {browser(ben).get("/incidents/").headers["ETag"] for _ in range(2)}
    assert len(tags) == 2


def test_markup_in_a_title_is_text(ben: Person, admin: Client) -> None:
    made = declare("<script>alert(1)</script>", by=ben)
    told = Update(text="<img src=x onerror=a()>")
    publish_update(incident=made, update=told, by=ben, now=NOW)
    pages = [
        "/incidents/",
        f"/incidents/{made.pk}/",
        "/admin/",
        "/admin/incidents/incident/",
        f"/admin/incidents/incident/{made.pk}/change/",
        "/admin/incidents/entry/",
    ]
    for url in pages:
        text = admin.get(url).text
        assert "&lt;script&gt;alert(1)" in text, url
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("path", ["/incidents/", "/incidents/{}/"])
def test_a_page_asks_little_of_the_database(
    path: str,
    page: Client,
    incident: Incident,
    service: Service,
    ben: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        declare(f"Trouble {number}", by=ben, service=service)
        text = f"Update {number}"
        publish_update(incident=incident, update=Update(text=text), by=ben, now=NOW)
    with django_assert_max_num_queries(10):
        page.get(path.format(incident.pk))
