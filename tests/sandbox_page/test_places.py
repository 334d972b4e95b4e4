"""Being somebody else, the app's Home, and a sandbox that goes away."""

import re

from playwright.sync_api import Browser, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_process import Sandbox


def test_another_person_sees_their_own_channels(visit: Visit, slack: Sandbox) -> None:
    page = visit("ada", "general")
    expect(page.get_by_test_id("channel-payments-team")).to_be_visible()
    page.get_by_test_id("user-switcher").click()
    page.get_by_test_id("user-dev").click()
    expect(page.get_by_test_id("user-switcher")).to_contain_text("Dev Raman")
    expect(page.get_by_test_id("channel-platform-team")).to_be_visible()
    expect(page.get_by_test_id("channel-payments-team")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"user={slack.user('dev')['id']}"))


def test_the_home_appears_when_the_app_publishes_it(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    page = visit("ada", "general")
    page.get_by_test_id("app").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("has not filled its Home yet")
    text = {"type": "mrkdwn", "text": "*Two* open incidents"}
    view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
    app.call("views.publish", user_id=slack.user("ada")["id"], view=view)
    expect(home.locator("b")).to_have_text("Two")
    expect(home).not_to_contain_text("has not filled")


def test_a_permalink_opens_the_page_at_its_message(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    root = app.call("chat.postMessage", channel="C0INCIDENT", text="INC-1 declared")
    app.call("chat.postMessage", channel="C0INCIDENT", text="Up", thread_ts=root["ts"])
    page = visit("ada", "general")
    page.goto(f"{slack.url}/archives/C0INCIDENT/p{root['ts'].replace('.', '')}")
    expect(page.get_by_test_id("channel-title")).to_contain_text("incidents")
    thread = page.get_by_test_id("thread-pane").get_by_test_id("message")
    expect(thread).to_have_text([re.compile("INC-1 declared"), re.compile("Up")])


def test_ctrl_k_jumps_to_a_channel(visit: Visit) -> None:
    page = visit("ada", "general")
    page.keyboard.press("Control+k")
    page.get_by_test_id("quick").fill("rand")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("channel-title")).to_contain_text("random")


def test_a_lost_connection_is_told_and_found_again(browser: Browser) -> None:
    slack = Sandbox().start()
    page = browser.new_page()
    page.goto(f"{slack.url}/?user=ada&channel=C0GENERAL1")
    composer = page.get_by_test_id("composer")
    composer.fill("half a sentence")
    slack.stop()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    with Sandbox(port=int(slack.url.rpartition(":")[2])) as again:
        again.message("ben", "general", "said meanwhile")
        expect(page.get_by_text("said meanwhile")).to_be_visible()
        expect(page.get_by_text("Reconnecting")).to_be_hidden()
        expect(composer).to_have_value("half a sentence")
    page.close()
