"""Alerts as a person meets them, in a real browser: on the web and in Slack."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.environment import SETTINGS
from tests.flows.alerting import ROOM, Tool
from tests.flows.story import Story

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=375, height=740)
KEY = "mk_a-key-for-the-browser"
SOON = 20_000  # milliseconds


@pytest.fixture
def tool(story: Story) -> Tool:
    made = Tool(story, "card-gateway", KEY)
    made.sends("Declines over 5 %", severity="warning", labels={"region": "eu"})
    return made


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest, story: Story, tool: Tool, browser: Browser
) -> Iterator[Page]:
    """Ada looks at the alerts."""
    with browser.new_page(viewport=request.param) as page:
        page.goto(f"{story.muster.url}/alerts/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Alerts", exact=True)).to_be_visible()
        yield page


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def test_from_the_list_to_why_and_what_is_done_about_it(tool: Tool, page: Page) -> None:
    fits(page)
    page.get_by_label("Status").select_option("resolved")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    page.get_by_role("link", name="Declines over 5 %").click()
    why = page.locator("#why")
    expect(why).to_contain_text("The channel of Payments")
    expect(why).to_contain_text("Who is paged?")
    fits(page)

    page.get_by_role("link", name="INC-1 Declines over 5 %").click()
    alerts = page.locator("#alerts")
    tool.sends("Queue grows", severity="warning")
    expect(alerts).to_contain_text("2 of 2 firing", timeout=SOON)
    alerts.get_by_role("button", name="Silence for 1 hour").click()
    expect(alerts).to_contain_text("Silenced until")
    fits(page)
    alerts.get_by_role("button", name="Page again now").click()
    expect(alerts).not_to_contain_text("Silenced until")
    page.get_by_role("button", name=re.compile("^(Accept|Acknowledge)$")).click()
    expect(page.locator("header.head")).to_contain_text("Investigating")


def test_a_body_is_tried_and_nothing_comes_of_it(story: Story, page: Page) -> None:
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Service").select_option(label="Card Gateway")
    page.get_by_role("textbox", name="Body").fill('{"title": "Declines over 9 %"}')
    page.get_by_role("button", name="Show what would happen").click()
    told = page.locator("#told")
    expect(told).to_contain_text("It is in INC-1.")
    expect(told).to_contain_text("Nothing was written")
    fits(page)
    told.get_by_role("link", name="See INC-1").click()
    expect(page.locator("#alerts")).to_contain_text("1 of 1 firing")


def test_in_slack_the_message_is_silenced_and_explained_by_hand(
    story: Story, tool: Tool, browser: Browser
) -> None:
    ben = story.slack.user("ben")["id"]
    room = story.slack.channel(ROOM)["id"]
    with browser.new_page(viewport=DESKTOP) as page:
        page.goto(f"{story.slack.url}/?user={ben}&channel={room}")
        shown = page.get_by_test_id("message").filter(has_text="Why here")
        expect(shown).to_contain_text("1 firing")
        tool.sends("Queue grows", severity="warning")
        expect(shown).to_contain_text("2 firing")
        shown.get_by_test_id("action-alerts_silence").click()
        page.get_by_role("option", name="Silence for 1 hour").click()
        expect(shown).to_contain_text("silenced until", timeout=SOON)
        shown.get_by_test_id("action-alerts_why").click()
        expect(page.get_by_text("Why INC-1?").first).to_be_visible(timeout=SOON)
