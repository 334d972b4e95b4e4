"""What a person does with a message: reacts, pins, and the app's own actions."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_page.forms import field, modal
from tests.sandbox_process import Sandbox, eventually

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True}


@pytest.fixture
def ts(slack: Sandbox) -> str:
    """A message of Ben's in #incidents."""
    posted = slack.message("ben", "incidents", "Checkout answers 502")
    return str(posted["ts"])


def message(page: Page) -> Locator:
    """Ben's message in the channel."""
    log = page.get_by_role("log", name="Messages in incidents")
    return log.get_by_test_id("message").filter(has_text="Checkout answers 502")


def more(page: Page, name: str) -> None:
    """Choose from the menu of further actions."""
    message(page).hover()
    message(page).get_by_test_id("more").click()
    page.get_by_role("menuitem", name=name).click()


def reactions(slack: Sandbox, ts: str) -> dict[str, list[str]]:
    """{name: who} of a message, as the sandbox holds it."""
    found = slack.seen_channel("ada", "incidents")["messages"]
    held = next(each for each in found if each["ts"] == ts)
    return {each["name"]: each["users"] for each in held["reactions"]}


def test_a_reaction_is_counted_and_taken_back_by_a_second_press(
    app: TinyApp, visit: Visit, slack: Sandbox, ts: str
) -> None:
    slack.post(
        "/_sandbox/act/react",
        {"user": "chloe", "channel": "incidents", "ts": ts, "name": "eyes"},
    )
    page = visit("ada", "incidents")
    message(page).hover()
    message(page).get_by_test_id("react-eyes").click()
    chip = message(page).get_by_test_id("reaction-eyes")
    expect(chip).to_have_text("👀2")
    expect(chip).to_have_attribute("aria-pressed", "true")
    eventually(lambda: [e["user"] for e in app.events].count("U0ADA00001") == 1)
    chip.click()
    expect(chip).to_have_text("👀1")
    expect(chip).to_have_attribute("aria-pressed", "false")
    assert reactions(slack, ts) == {"eyes": ["U0CHLOE001"]}


def test_a_reaction_of_somebody_else_appears_and_says_who(
    visit: Visit, slack: Sandbox, ts: str
) -> None:
    page = visit("ada", "incidents")
    message(page).get_by_test_id("react-pushpin").click()
    chip = message(page).get_by_test_id("reaction-pushpin")
    expect(chip).to_have_text("📌1")
    slack.post(
        "/_sandbox/act/react",
        {"user": "dev", "channel": "incidents", "ts": ts, "name": "pushpin"},
    )
    expect(chip).to_have_text("📌2")
    chip.hover()
    expect(page.get_by_test_id("tip")).to_have_text(
        "Dev Raman and you reacted with :pushpin:"
    )


def test_an_emoji_is_found_by_its_name(visit: Visit, slack: Sandbox, ts: str) -> None:
    page = visit("ada", "incidents")
    message(page).hover()
    message(page).get_by_test_id("react").click()
    page.get_by_test_id("emoji-search").fill("timer clo")
    page.get_by_test_id("emoji-search").press("Enter")
    expect(message(page).get_by_test_id("reaction-timer_clock")).to_have_text("⏲️1")
    expect(page.get_by_test_id("emoji-picker")).to_have_count(0)
    assert list(reactions(slack, ts)) == ["timer_clock"]


def test_the_keyboard_alone_reacts_and_replies(
    visit: Visit, slack: Sandbox, ts: str
) -> None:
    page = visit("ada", "incidents")
    page.get_by_role("log").focus()
    page.keyboard.press("ArrowUp")
    expect(message(page)).to_be_focused()
    page.keyboard.press("r")
    page.get_by_test_id("emoji-search").press_sequentially("stopw")
    page.keyboard.press("Enter")
    expect(message(page).get_by_test_id("reaction-stopwatch")).to_be_visible()
    expect(message(page).get_by_test_id("react")).to_be_focused()
    message(page).focus()
    page.keyboard.press("t")
    expect(page.get_by_test_id("thread-pane")).to_contain_text("Checkout answers 502")


def test_a_message_is_pinned_and_unpinned(
    visit: Visit, slack: Sandbox, ts: str
) -> None:
    page = visit("ada", "incidents")
    more(page, "Pin to this channel")
    expect(message(page)).to_contain_text("Pinned to this channel")
    assert slack.seen_channel("ada", "incidents")["pins"] == [ts]
    page.get_by_test_id("pins").click()
    expect(page.get_by_test_id("pin")).to_contain_text("Checkout answers 502")
    page.keyboard.press("Escape")
    more(page, "Unpin from this channel")
    expect(message(page)).not_to_contain_text("Pinned to this channel")
    expect(page.get_by_test_id("pins")).to_have_count(0)


def test_the_apps_action_gets_the_message_and_opens_its_form(
    app: TinyApp, visit: Visit, slack: Sandbox, ts: str
) -> None:
    app.view = modal(field("title", "plain_text_input"))
    page = visit("ada", "incidents")
    more(page, "Declare from this message")
    expect(page.get_by_test_id("modal")).to_contain_text("Declare an incident")
    (payload,) = app.shortcuts
    assert payload["callback_id"] == "declare_from_message"
    assert payload["message"]["text"] == "Checkout answers 502"
    assert payload["message"]["ts"] == ts


def test_an_open_menu_outlives_somebody_elses_reaction(
    visit: Visit, slack: Sandbox, ts: str
) -> None:
    page = visit("ada", "incidents")
    message(page).hover()
    message(page).get_by_test_id("more").click()
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    slack.post(
        "/_sandbox/act/react",
        {"user": "dev", "channel": "incidents", "ts": ts, "name": "eyes"},
    )
    expect(message(page).get_by_test_id("reaction-eyes")).to_be_visible()
    expect(menu).to_be_visible()
    page.get_by_role("menuitem", name="Pin to this channel").click()
    expect(message(page)).to_contain_text("Pinned to this channel")


def test_on_a_phone_one_button_opens_all_actions(
    visit: Visit, slack: Sandbox, ts: str
) -> None:
    page = visit("ada", "incidents", **PHONE)
    expect(message(page).get_by_test_id("reply")).to_be_hidden()
    message(page).get_by_test_id("more").tap()
    menu = page.get_by_role("menu")
    expect(menu).to_contain_text(re.compile("Reply in thread.*Copy link.*Declare"))
    page.get_by_role("menuitem", name="React with eyes").tap()
    expect(message(page).get_by_test_id("reaction-eyes")).to_have_text("👀1")


def test_who_is_no_member_can_neither_react_nor_pin(visit: Visit, ts: str) -> None:
    page = visit("june", "incidents")
    message(page).hover()
    expect(message(page).get_by_test_id("react")).to_have_count(0)
    message(page).get_by_test_id("more").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Copy link"])
