"""The post-mortem on the web: written, compared, published, taken along."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from backoffice import markdown
from incidents.channels.models import SlackUser
from incidents.lifecycle import reviewing
from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.postmortems import services
from incidents.postmortems.models import Postmortem
from incidents.record.models import Incident
from incidents.response.updating import publish_update
from incidents.updates.values import Update
from incidents.values import Status
from tests.backoffice.conftest import NOW, browser, declare

SCRIPT = {"Accept": "application/json"}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/pixel.png)",
    '<a href="https://ok.example" onclick="alert(1)">x</a>',
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "`</code><script>alert(1)</script>`",
    '[a](https://ok.example "x\\" onmouseover=\\"alert(1)")',
)


class Tags(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser."""
    return browser(ben)


@pytest.fixture
def over(incident: Incident, ben: Person) -> Incident:
    update = Update(text="It is the | cache")
    publish_update(incident=incident, update=update, by=ben, now=NOW)
    return lifecycle.resolve(incident=incident, by=ben, now=NOW, reason="Rolled back")


@pytest.fixture
def postmortem(over: Incident, ben: Person) -> Postmortem:
    made, _ = reviewing.start(incident=over, by=ben, now=NOW)
    return made


def url(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.pk}/postmortem/{rest}"


def save(client: Client, postmortem: Postmortem, text: str, version: int) -> object:
    fields = {"text": text, "version": version}
    return client.post(url(postmortem.incident, "save/"), fields, headers=SCRIPT)


def test_the_draft_is_made_by_a_button_and_shows_what_is_on_record(
    page: Client, over: Incident
) -> None:
    assert "Nobody has begun it yet" in page.get(url(over)).text
    text = page.post(url(over, "create/"), follow=True).text
    assert "## What happened" in text  # to be edited
    assert "<h2>What happened</h2>" in text  # as it looks
    assert "<td>It is the | cache</td>" in text
    assert "<td>SEV2 · major</td>" in text
    assert "Ben Example" in text


def test_an_open_incident_says_to_resolve_it_first(
    page: Client, incident: Incident
) -> None:
    assert "Resolve it first" in page.get(url(incident)).text
    text = page.post(url(incident, "create/"), follow=True).text
    assert "still open: resolve it first" in text


def test_charts_have_words_and_a_table(
    page: Client, postmortem: Postmortem, over: Incident
) -> None:
    Incident.objects.filter(pk=over.pk).update(
        monitoring_at="2026-03-12T14:30Z", resolved_at="2026-03-12T15:05Z"
    )
    text = page.get(url(over)).text
    assert 'role="img"' in text
    assert f"Status of {over.reference} over time (UTC)" in text
    assert "<td>35 min</td>" in text
    assert "The same as a table" in text


def test_saving_and_publishing(page: Client, postmortem: Postmortem) -> None:
    saved = save(page, postmortem, "## Causes\n\nThe cache", 1)
    assert saved.json() == {"version": 2}  # type: ignore[attr-defined]
    incident = postmortem.incident
    text = page.post(url(incident, "publish/"), follow=True).text
    assert "It is published." in text
    assert "Make it a draft again" in text
    assert "published already" in page.post(url(incident, "publish/"), follow=True).text
    page.post(url(incident, "unpublish/"))
    postmortem.refresh_from_db()
    assert postmortem.status == "draft"


def test_without_a_script_the_form_saves_too(
    page: Client, postmortem: Postmortem
) -> None:
    fields = {"text": "Ours", "version": 1}
    answer = page.post(url(postmortem.incident, "save/"), fields, follow=True)
    assert "Saved." in answer.text
    assert "<p>Ours</p>" in answer.text


def test_two_at_once_see_both_texts_and_neither_is_lost(
    page: Client, postmortem: Postmortem, grace: Person
) -> None:
    hers = browser(grace)
    save(page, postmortem, "Ben's words", 1)
    refused = save(hers, postmortem, "Grace's words", 1)
    assert refused.status_code == 409  # type: ignore[attr-defined]
    told = refused.json()  # type: ignore[attr-defined]
    assert (told["text"], told["who"]) == ("Ben's words", "Ben Example")
    fields = {"text": "Grace's words", "version": 1}
    answer = hers.post(url(postmortem.incident, "save/"), fields)
    assert answer.status_code == 409
    assert "Ben&#x27;s words" in answer.text
    assert "Grace&#x27;s words" in answer.text
    assert f'name="version" value="{told["version"]}"' in answer.text
    save(hers, postmortem, "Both", told["version"])
    postmortem.refresh_from_db()
    assert postmortem.text == "Both"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_page_that_names_no_version_overwrites_nothing(
    page: Client, postmortem: Postmortem, version: str
) -> None:
    fields = {"text": "Mine", "version": version}
    answer = page.post(url(postmortem.incident, "save/"), fields, headers=SCRIPT)
    assert answer.status_code == 409


def test_a_text_that_is_too_long_is_refused_and_still_there(
    page: Client, postmortem: Postmortem
) -> None:
    long = "x" * (services.TEXT_MOST + 1)
    refused = save(page, postmortem, long, 1)
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "at most 100,000" in refused.json()["message"]  # type: ignore[attr-defined]
    answer = page.post(url(postmortem.incident, "save/"), {"text": long, "version": 1})
    assert long in answer.text


def test_versions_are_listed_read_and_brought_back(
    page: Client, postmortem: Postmortem
) -> None:
    save(page, postmortem, "All wrong", 1)
    incident = postmortem.incident
    text = page.get(url(incident)).text
    assert "the draft that Muster made" in text
    assert "Ben Example" in text
    old = page.get(url(incident, "1/")).text
    assert "## Summary" in old
    fields = {"version": 2}
    back = page.post(url(incident, "1/restore/"), fields, follow=True).text
    assert "Version 1 is back." in back
    assert page.get(url(incident, "99/")).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_runs_nowhere(
    page: Client, postmortem: Postmortem, text: str
) -> None:
    save(page, postmortem, text, 1)
    preview = page.post(url(postmortem.incident, "preview/"), {"text": text})
    shown = preview.json()["html"]
    answer = page.get(url(postmortem.incident))
    sheet = answer.text.split('id="read"')[1].split("</section>")[0]
    for html in (shown, f"<section {sheet}"):
        tags = Tags(html)
        assert tags.names <= {*markdown.TAGS, "section"}
        for name, value in tags.attributes:
            assert not name.startswith("on")
            assert name != "href" or value.startswith("https://")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_it_is_taken_along_as_markdown(
    page: Client, postmortem: Postmortem, over: Incident
) -> None:
    save(page, postmortem, "## Causes\n\nThe cache", 1)
    answer = page.get(f"/incidents/{over.pk}/postmortem.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    name = f"inc-{over.pk}-checkout-returns-502-postmortem.md"
    assert name in answer.headers["Content-Disposition"]
    for part in ("# Post-mortem of", "The cache", "It is the \\| cache"):
        assert part in answer.text
    assert "| Resolved | 2026-03-12 14:05 |" in answer.text


@pytest.mark.parametrize("rest", ["", "save/", "preview/", "1/", "publish/"])
def test_of_a_private_incident_outsiders_find_nothing(
    rest: str, admin: Client, secret: Incident, grace: Person
) -> None:
    lifecycle.resolve(incident=secret, by=grace, now=NOW)
    reviewing.start(incident=secret, by=grace, now=NOW)
    for answer in (
        admin.get(url(secret, rest)),
        admin.post(url(secret, rest), {"text": "x", "version": 1}),
        admin.get(f"/incidents/{secret.pk}/postmortem.md"),
    ):
        assert answer.status_code in (404, 405)
        assert "Payroll" not in answer.text
    assert browser(grace).get(url(secret)).status_code == 200


def test_guests_read_and_write_nothing(
    page: Client, postmortem: Postmortem, ben: Person
) -> None:
    SlackUser.objects.filter(person=ben).update(is_guest=True)
    assert page.get(url(postmortem.incident)).status_code == 404
    refused = save(page, postmortem, "x", 1)
    assert refused.status_code == 404  # type: ignore[attr-defined]


def test_nobody_gets_in_without_a_log_in_or_with_a_form_of_others(
    ben: Person, postmortem: Postmortem
) -> None:
    incident = postmortem.incident
    assert Client().get(url(incident)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    for rest in ("save/", "preview/", "publish/", "1/restore/", "create/"):
        assert strict.post(url(incident, rest), {"text": "x"}).status_code == 403


# -- the end of an incident


def end(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.pk}/end/{rest}"


def test_the_page_lists_what_is_missing_with_what_solves_it(
    page: Client, ben: Person
) -> None:
    incident = declare("Search is slow", by=ben, severity="SEV2")
    lifecycle.resolve(incident=incident, by=ben, now=NOW)
    text = page.get(end(incident)).text
    assert "Nobody wrote what fixed it" in text
    assert "SEV2 needs a post-mortem" in text
    assert "Close it as it is" not in text
    assert "cannot be closed yet" in page.post(end(incident, "close/")).text
    page.post(end(incident, "resolution/"), {"text": "Rolled back"})
    page.post(url(incident, "create/"))
    page.post(url(incident, "publish/"))
    assert "Nobody wrote" not in page.get(end(incident)).text
    closed = page.post(end(incident, "close/"), {"reason": "All done"}, follow=True)
    assert f"{incident.reference} is closed." in closed.text
    assert "Its channel is archived" not in closed.text  # it has none
    assert "Post-mortem (published)" in closed.text


def test_an_unset_severity_is_set_there(page: Client, ben: Person) -> None:
    incident = declare("Search is slow", by=ben, severity="")
    lifecycle.resolve(incident=incident, by=ben, now=NOW)
    assert "severity is not set" in page.get(end(incident)).text
    page.post(end(incident, "severity/"), {"severity": "SEV4"})
    page.post(end(incident, "close/"))
    incident.refresh_from_db()
    assert (incident.severity, incident.status) == ("SEV4", Status.CLOSED)


def test_an_admin_closes_it_as_it_is_with_a_reason(
    admin: Client, page: Client, over: Incident
) -> None:
    assert "Close it as it is" in admin.get(end(over)).text
    fields = {"anyway": "yes", "reason": "A drill"}
    assert "Only an admin" in page.post(end(over, "close/"), fields).text
    answer = admin.post(end(over, "close/"), fields, follow=True).text
    assert f"{over.reference} is closed." in answer
    assert "although: SEV2 needs a post-mortem. A drill" in answer


def test_reopening_asks_why_and_keeps_what_was_typed(
    page: Client, over: Incident
) -> None:
    refused = page.post(end(over, "reopen/"), {"reason": " "})
    assert refused.status_code == 422
    assert "say why" in refused.text
    answer = page.post(end(over, "reopen/"), {"reason": "It came back"}, follow=True)
    assert f"{over.reference} is open again." in answer.text
    assert "It came back" in answer.text
    assert "still open" in page.get(end(over)).text


def test_the_end_of_a_private_incident_is_not_found(
    admin: Client, secret: Incident
) -> None:
    assert admin.get(end(secret)).status_code == 404
    assert admin.post(end(secret, "close/")).status_code == 404


# -- the back-office


def test_an_admin_publishes_and_withdraws(
    admin: Client, postmortem: Postmortem, ada: Person
) -> None:
    url = reverse("admin:incidents_postmortem_change", args=[postmortem.pk])
    page = admin.get(url).text
    assert "Post-mortem of " in page
    assert 'name="text"' not in page
    for action, told in (("publish", "published."), ("withdraw", "draft again.")):
        url = reverse(f"admin:incidents_postmortem_{action}", args=[postmortem.pk])
        posted = admin.post(url, {"_form_submitted": "on"}, follow=True)
        assert told in posted.text
    lines = postmortem.incident.entries.filter(kind="postmortem", by=ada)
    assert [line.data["event"] for line in lines] == ["published", "withdrawn"]


def test_the_back_office_lists_no_private_one(
    admin: Client, secret: Incident, grace: Person
) -> None:
    lifecycle.resolve(incident=secret, by=grace, now=NOW)
    made, _ = reviewing.start(incident=secret, by=grace, now=NOW)
    assert "Payroll" not in admin.get("/admin/incidents/postmortem/").text
    answer = admin.get(f"/admin/incidents/postmortem/{made.pk}/change/", follow=True)
    assert "Payroll" not in answer.text


def test_an_admin_reads_what_closing_needs_and_may_close_it_as_it_is(
    admin: Client, over: Incident
) -> None:
    url = reverse("admin:incidents_incident_close", args=[over.pk])
    form = {"_form_submitted": "on", "reason": "A drill"}
    refused = admin.post(url, form, follow=True).text
    assert "SEV2 needs a post-mortem: Make the post-mortem" in refused
    form["anyway"] = "on"
    text = admin.post(url, form, follow=True).text
    assert f"{over.reference} is now closed." in text
    over.refresh_from_db()
    assert over.status == Status.CLOSED
