"""The main job as a person does it, in a real browser on the sandbox's page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.story import Story


@pytest.fixture
def page(story: Story, browser: Browser) -> Iterator[Page]:
    """Grace looks at #random."""
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        grace = story.slack.user("grace")["id"]
        random = story.slack.channel("random")["id"]
        page.goto(f"{story.slack.url}/?user={grace}&channel={random}")
        yield page


def types(page: Page, text: str) -> None:
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")


def test_an_incident_is_declared_and_resolved_by_hand(story: Story, page: Page) -> None:
    types(page, "/incident")
    form = page.get_by_test_id("modal")
    form.get_by_test_id("action-title").fill("Checkout is down")
    form.get_by_test_id("action-severity").click()
    page.get_by_role("option", name="SEV1").click()
    expect(page.get_by_text("an update is due every 30 minutes")).to_be_visible()
    form.get_by_test_id("action-service").click()
    page.get_by_role("option", name="Checkout API").click()
    expect(form.get_by_text("(on call), the Payments team")).to_be_visible()
    page.get_by_test_id("modal-submit").click()

    expect(page.get_by_test_id("modal")).to_contain_text("INC-1")
    page.get_by_test_id("modal-close").first.click()
    page.get_by_test_id("channel-inc-1-checkout-is-down").click()
    card = page.get_by_test_id("message").filter(has_text="Declared by")
    expect(card).to_contain_text("Checkout is down")
    expect(card).to_contain_text("SEV1")
    expect(page.get_by_test_id("topic")).to_contain_text("Grace")

    card.get_by_test_id("action-incident_resolve").click()
    page.get_by_test_id("action-text").fill("Rolled back to 4.2")
    page.get_by_test_id("modal-submit").click()
    expect(card).to_contain_text("Resolved")
    expect(card).to_contain_text("Rolled back to 4.2")
    expect(page.get_by_test_id("topic")).to_contain_text("Resolved")

    page.get_by_test_id("channel-incidents").click()
    announcement = page.get_by_test_id("message").filter(has_text="Checkout is down")
    expect(announcement.first).to_contain_text("Resolved")
