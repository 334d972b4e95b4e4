"""A company's own guides stand where they help, and nowhere while none is set."""

from django.test import Client
from pytest_django import Settings

from bot.answers import Open, Say
from bot.messages import guides
from bot.modals import severity, update
from incidents.people.services import grant_admin
from tests.bot.conftest import Company
from tests.bot.facts import accept_blocks, accept_view, everything

WIKI = "https://wiki.example.com/a|b>c?x=1&y=2"
SHOWN = "https://wiki.example.com/a%7Cb%3Ec"


def name_them(settings: Settings) -> None:
    settings.SLACK_INCIDENT_HELP_GUIDE_URL = WIKI
    settings.SLACK_SEVERITY_HELP_GUIDE_URL = WIKI
    settings.SLACK_EMERGENCY_COMMUNICATION_GUIDE_URL = WIKI
    settings.SLACK_POSTMORTEM_HELP_URL = WIKI


def test_guides_are_linked_where_they_help(
    company: Company, settings: Settings
) -> None:
    name_them(settings)
    incident = company.declares()
    answer = company.types("help")
    assert isinstance(answer, Say)
    accept_blocks(answer.blocks)
    assert everything(answer.blocks).count(SHOWN) == 4
    form = company.types("open")
    assert isinstance(form, Open)
    for view, words in (
        (form.view, "How to choose the severity"),
        (severity.view(incident), "How to choose the severity"),
        (update.view(incident), "How to communicate in an emergency"),
    ):
        accept_view(view)
        assert f"<{SHOWN}?x=1&amp;y=2|{words}>" in everything(view)


def test_a_guide_that_is_not_set_is_not_shown(company: Company) -> None:
    answer = company.types("help")
    assert isinstance(answer, Say)
    assert "How to" not in everything(answer.blocks)
    assert guides.beside("severity") == []


def test_the_post_mortems_page_links_its_guide(
    company: Company, settings: Settings, client: Client
) -> None:
    name_them(settings)
    incident = company.declares()
    client.force_login(
        grant_admin(email="ada@example.com", name="Ada", password="well-kept-1")
    )
    text = client.get(f"/incidents/{incident.pk}/postmortem/").text
    assert "How to write a post-mortem" in text
