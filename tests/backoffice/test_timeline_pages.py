"""Notes and lines of the timeline, as a responder mends them on the web."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.record import timeline
from incidents.record.models import Entry, Incident
from incidents.record.timeline import MessageFacts
from tests.backoffice.conftest import NOW, browser


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser; he is in Tokyo."""
    return browser(ben)


@pytest.fixture
def note(incident: Incident, ben: Person) -> Entry:
    return timeline.note(incident=incident, text="The cash is full", by=ben, now=NOW)


def url(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.pk}/{rest}"


def test_a_note_goes_on_the_timeline_at_a_time_of_the_viewers_clock(
    page: Client, incident: Incident
) -> None:
    made = {"text": "Deploy 4.2", "at": "2026-03-12T22:50"}
    text = page.post(url(incident, "timeline/note/"), made, follow=True).text
    assert "It is on the timeline." in text
    assert 'title="2026-03-12 13:50:00 UTC">12 Mar 2026, 22:50</time>' in text
    assert text.index("Declared: Checkout") < text.index("Deploy 4.2")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": " "}, "Text is empty"),
        ({"text": "x", "at": "2031-01-01T10:00"}, "2031-01-01 10:00 has not come yet"),
        ({"text": "x", "at": "soon"}, "Choose a day and a time."),
        ({"text": "x" * 3_001}, "At most 3,000 characters fit."),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    typed: dict[str, str], told: str, page: Client, incident: Incident
) -> None:
    answer = page.post(url(incident, "timeline/note/"), typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert typed["text"].strip() in answer.text
    assert not incident.entries.filter(kind=Entry.Kind.NOTE).exists()


def test_a_line_is_mended_and_says_so(
    page: Client, incident: Incident, note: Entry
) -> None:
    shown = page.get(url(incident)).text
    assert f'href="{url(incident, f"timeline/{note.pk}/")}">Edit</a>' in shown
    form = page.get(url(incident, f"timeline/{note.pk}/")).text
    assert 'value="2026-03-12T23:05"' in form
    mended = {"text": "The cache is full", "at": "2026-03-12T23:05"}
    text = page.post(url(incident, f"timeline/{note.pk}/"), mended, follow=True).text
    assert "The cache is full" in text
    assert "The cash" not in text
    assert "edited by Ben Example" in text
    again = page.get(url(incident, f"timeline/{note.pk}/")).text
    assert "What it said before" in again
    assert "The cash is full" in again


def test_a_time_out_of_order_stands_beside_the_time(
    page: Client, incident: Incident, ben: Person
) -> None:
    later = NOW + timedelta(minutes=5)
    lifecycle.change_severity(incident=incident, severity="SEV1", by=ben, now=later)
    entry = incident.entries.get(kind=Entry.Kind.SEVERITY)
    answer = page.post(
        url(incident, f"timeline/{entry.pk}/"), {"at": "2026-03-12T22:00"}
    )
    assert answer.status_code == 422
    assert "It can be no earlier than 2026-03-12 23:05 and no later than" in answer.text
    assert 'id="at-error"' in answer.text


def test_a_step_of_its_life_cannot_be_mended_here(
    page: Client, incident: Incident
) -> None:
    step = incident.entries.get(kind=Entry.Kind.DECLARED)
    assert f"timeline/{step.pk}/" not in page.get(url(incident)).text
    text = page.get(url(incident, f"timeline/{step.pk}/")).text
    assert "/incident times" in text
    assert "<textarea" not in text
    told = page.post(url(incident, f"timeline/{step.pk}/hide/"), follow=True).text
    assert "always shows" in told


def test_a_hidden_line_is_shown_to_who_is_in_it_when_they_ask(
    page: Client, incident: Incident, note: Entry, grace: Person
) -> None:
    text = page.post(url(incident, f"timeline/{note.pk}/hide/"), follow=True).text
    assert "The line is hidden." in text
    assert "The cash is full" not in text
    assert "1 hidden line." in text
    assert "The cash is full" in page.get(url(incident, "?hidden=1")).text
    outsider = browser(grace).get(url(incident, "?hidden=1")).text
    assert "The cash is full" not in outsider
    assert "hidden line" not in outsider
    mending = browser(grace).get(url(incident, f"timeline/{note.pk}/"))
    assert mending.status_code == 404
    assert "The cash is full" not in mending.text
    text = page.post(url(incident, f"timeline/{note.pk}/show/"), follow=True).text
    assert "The cash is full" in text


def test_a_message_of_slack_links_to_it_and_names_its_author(
    page: Client, incident: Incident, grace: Person
) -> None:
    for ts, author, by in (("1.1", "", grace), ("1.2", "Grafana", None)):
        message = MessageFacts(
            source=f"C1:{ts}",
            text="Errors are back",
            at=NOW,
            by=by,
            author=author,
            permalink=f"https://brightwater.slack.com/archives/C1/p{ts}",
        )
        timeline.message_read(
            incident=incident, message=message, is_marked=True, now=NOW
        )
    text = page.get(url(incident)).text
    assert 'href="https://brightwater.slack.com/archives/C1/p1.1"' in text
    assert "Message · Grace Example · " in text
    assert "Message · Grafana · " in text


def test_what_is_not_the_viewers_to_see_is_not_there(
    page: Client, secret: Incident, grace: Person
) -> None:
    line = timeline.note(incident=secret, text="Who read it?", by=grace, now=NOW)
    for rest in ("timeline/note/", f"timeline/{line.pk}/"):
        assert page.get(url(secret, rest)).status_code == 404
        assert page.post(url(secret, rest), {"text": "x"}).status_code == 404
    for rest in (f"timeline/{line.pk}/hide/", f"timeline/{line.pk}/show/"):
        assert page.post(url(secret, rest)).status_code == 404


def test_a_line_of_another_incident_is_not_there(
    page: Client, incident: Incident, secret: Incident
) -> None:
    other = secret.entries.get()
    assert page.get(url(incident, f"timeline/{other.pk}/")).status_code == 404
    assert page.post(url(incident, f"timeline/{other.pk}/hide/")).status_code == 404


def test_forms_are_ours_alone(ben: Person, incident: Incident, note: Entry) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    for rest in ("timeline/note/", f"timeline/{note.pk}/", f"timeline/{note.pk}/hide/"):
        assert client.post(url(incident, rest), {"text": "x"}).status_code == 403


def test_markup_in_a_note_is_text(
    page: Client, incident: Incident, note: Entry, ben: Person
) -> None:
    timeline.edit(
        incident=incident,
        entry_id=note.pk,
        text="</textarea><script>alert(1)</script>",
        by=ben,
        now=NOW,
    )
    for rest in ("", f"timeline/{note.pk}/"):
        text = page.get(url(incident, rest)).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text
