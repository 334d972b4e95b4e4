"""Notes and follow-ups on the web, as a person does them in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.environment import SETTINGS
from tests.flows.story import Story

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest, story: Story, browser: Browser
) -> Iterator[Page]:
    """Ada looks at INC-1."""
    story.declare("grace", "Search is slow")
    with browser.new_page(viewport=request.param) as page:
        page.goto(f"{story.muster.url}/incidents/1/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Search is slow")).to_be_visible()
        yield page


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def test_what_happens_meanwhile_shows_and_a_half_written_note_stays(
    story: Story, page: Page
) -> None:
    note = page.get_by_label("Note for the timeline")
    note.fill("Half a no")
    channel = story.incident_channel(1)
    story.types("grace", channel, "note Restarted the index")
    shown = page.locator(".timeline").get_by_text("Restarted the index")
    expect(shown).to_be_visible(timeout=20_000)
    expect(note).to_have_value("Half a no")
    fits(page)

    note.press("End")
    note.type("te")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("It is on the timeline.")).to_be_visible()
    line = page.locator(".timeline li").filter(has_text="Half a note")
    expect(line).to_contain_text("Ada Okafor")

    line.get_by_role("link", name="Edit").click()
    page.get_by_label("What happened?").fill("A whole note")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".timeline")).to_contain_text("A whole note")
    expect(page.locator(".timeline")).to_contain_text("edited by Ada Okafor")


def test_a_follow_up_is_made_and_ticked_off_where_it_is_listed(
    story: Story, page: Page
) -> None:
    page.get_by_role("link", name="Add a follow-up").click()
    expect(page.get_by_label("What is to be done?")).to_be_focused()
    page.keyboard.type("Renew the key")
    page.get_by_label("Who does it?").select_option(label="Ada Okafor")
    page.get_by_label("Due on").fill("2020-01-01")
    fits(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("2020-01-01 has passed")).to_be_visible()
    page.get_by_label("Due on").fill("")
    page.get_by_role("button", name="Add").click()
    listed = page.locator(".to-do").filter(has_text="Renew the key")
    expect(listed).to_contain_text("Ada Okafor")
    fits(page)

    page.get_by_role("link", name="Follow-ups", exact=True).click()
    expect(page.get_by_role("heading", name="Follow-ups")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Done: Renew the key").click()
    expect(page.get_by_text("Done: Renew the key")).to_be_visible()
    expect(page.get_by_text("You have nothing to follow up.")).to_be_visible()
    story.settle()
    card = story.bot_messages(story.incident_channel(1))[0]
    assert "1 of 1 done" in story.shown(card)
