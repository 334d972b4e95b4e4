"""Who is on call, in a browser, wide and narrow."""

import re
import urllib.request
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
    """Ada looks at who is on call."""
    with browser.new_page(viewport=request.param) as page:
        page.goto(f"{story.muster.url}/oncall/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="On call", exact=True)).to_be_visible()
        page.wait_for_load_state("load")  # the scripts have run
        yield page


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def test_a_week_of_each_schedule_fits_and_is_told_in_words_too(page: Page) -> None:
    payments = page.locator(".rota", has_text="Payments on call")
    expect(payments.locator(".track")).to_have_count(2)
    expect(payments.locator(".bar").first).to_be_visible()
    expect(payments).to_contain_text("layer “Primary”")
    fits(page)
    payments.get_by_text("The week in words").click()
    expect(payments.get_by_role("listitem").last).to_contain_text("layer “Secondary”")
    fits(page)
    page.get_by_role("link", name="After →").click()
    expect(page.locator(".present")).to_have_count(0)
    page.get_by_role("link", name="Platform", exact=True).click()
    expect(page.locator(".rota")).to_have_count(1)
    fits(page)


def test_a_calendars_address_is_shown_by_its_eye_and_ended_by_a_new_one(
    page: Page,
) -> None:
    own = page.locator(".feeds dd").first
    secret = own.locator("code")
    expect(secret).to_have_text(re.compile(r"/calendars/…$"))
    own.get_by_role("button", name="Show the key").click()
    expect(secret).to_have_text(re.compile(r"/calendars/[\w-]{43}\.ics$"))
    fits(page)
    address = secret.inner_text()
    with urllib.request.urlopen(address) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR")
    own.get_by_role("button", name="New address").click()
    expect(page.get_by_text("has another address")).to_be_visible()
    answered = page.request.get(address)
    assert answered.status == 404


def test_a_teams_guide_is_read_on_a_phone_and_on_paper(page: Page) -> None:
    page.get_by_role("link", name="Escalation guides").click()
    page.get_by_role("link", name="Payments", exact=True).click()
    first = page.locator(".stages > li").first
    expect(first).to_contain_text("Level 0: the primary of “Payments on call”")
    expect(first).to_contain_text("Phone call (mobile)")
    expect(page.locator("main")).not_to_contain_text("+44")
    fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(first).to_be_visible()


def test_an_incident_is_read_under_another_policy(page: Page, story: Story) -> None:
    service = "ledger"
    story.muster.manage("alert", "--service", service, "It lags", "--severity", "SEV1")
    story.wait_for(lambda: story.muster.sql("SELECT id FROM incidents_page LIMIT 1"))
    page.goto(f"{story.muster.url}/incidents/")
    page.get_by_role("link", name="It lags").first.click()
    page.get_by_role("link", name="Under another policy").click()
    page.get_by_label("Policy").select_option("platform-default")
    page.get_by_role("button", name="Show what it would have done").click()
    told = page.locator(".walk").first
    expect(told).to_contain_text("Platform on call")
    expect(page.locator("main")).to_contain_text("Nobody was paged and nothing was")
    fits(page)


def test_coverage_names_the_services_that_have_nobody(page: Page, story: Story) -> None:
    page.get_by_role("link", name="Coverage").click()
    expect(page.locator("main")).to_contain_text("services have somebody at every min")
    story.muster.sql("UPDATE incidents_contactmethod SET verified_at = NULL")
    page.reload()
    expect(page.locator("main")).to_contain_text("services have a gap")
    expect(page.get_by_role("listitem").last).to_contain_text("Nobody can be reached")
    fits(page)
