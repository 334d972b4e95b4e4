"""An admin adds a step in a browser, and the next alert is told where it says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.environment import SETTINGS
from tests.flows.alerting import Tool, message
from tests.flows.story import Story

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
ROOM = "help-incidents"


@pytest.fixture
def page(story: Story, browser: Browser) -> Iterator[Page]:
    """Ada looks at the policies."""
    with browser.new_page() as page:
        page.goto(f"{story.muster.url}/login/?next=/admin/incidents/policy/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        yield page


def seen(page: Page, number: int) -> set[str]:
    """The settings that a step of the form shows."""
    names = ("person", "people", "schedule", "position", "minutes", "channel", "url")
    return {
        name
        for name in names
        if page.locator(f"#id_steps-{number}-{name}")
        .locator("xpath=ancestor::*[contains(@class, 'form-row')][1]")
        .is_visible()
    }


def test_a_step_shows_its_own_settings_and_the_channel_is_told_of_the_next_alert(
    story: Story, page: Page
) -> None:
    expect(page.get_by_text("a mention of @payments-oncall")).to_be_visible()
    page.get_by_role("link", name="Payments: on call, then its lead").click()
    expect(page.locator("#id_steps-0-kind")).to_have_value("schedule")
    page.wait_for_load_state("load")  # the scripts have run
    assert seen(page, 0) == {"schedule", "position"}
    assert seen(page, 1) == {"minutes"}

    page.get_by_text("Add another step").click()
    kind = page.locator("#id_steps-6-kind")
    kind.select_option("webhook")
    assert seen(page, 6) == {"url"}
    kind.select_option("channel")
    assert seen(page, 6) == {"channel"}
    page.locator("#id_steps-6-level").fill("0")
    page.locator("#id_steps-6-channel").select_option(label=f"#{ROOM}", force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    Tool(story, "card-gateway", "mk_a-key-for-steps").sends("Cards are refused")
    told = message(story, "Cards are refused", room=ROOM)
    assert "needs somebody" in story.shown(told)
    rows = story.muster.sql("SELECT text FROM incidents_entry ORDER BY at, id")
    assert any(text == f"#{ROOM} was told" for (text,) in rows)
