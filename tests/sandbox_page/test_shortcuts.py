"""The app's global shortcuts, and who can be named while writing."""

from playwright.sync_api import expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_page.forms import field, modal
from tests.sandbox_process import Sandbox, eventually


def test_the_lightning_menu_names_the_shortcuts_and_runs_one(
    app: TinyApp, visit: Visit
) -> None:
    app.view = modal(field("title", "plain_text_input"))
    page = visit("ada", "random")
    page.get_by_test_id("shortcuts").click()
    items = page.get_by_role("menuitem")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("Opens the form from anywhere")
    items.first.click()
    expect(page.get_by_test_id("modal")).to_contain_text("Declare an incident")
    assert [each["callback_id"] for each in app.shortcuts] == ["declare"]
    assert app.shortcuts[0]["user"]["id"] == "U0ADA00001"


def test_a_shortcut_is_found_in_the_slash_list(app: TinyApp, visit: Visit) -> None:
    page = visit("ada", "random")
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/who")
    expect(page.get_by_role("option")).to_contain_text(["Who is on call?"])
    composer.press("Enter")
    eventually(lambda: [each["callback_id"] for each in app.shortcuts] == ["oncall"])
    expect(composer).to_have_value("")


def test_the_bot_and_user_groups_can_be_mentioned(visit: Visit, slack: Sandbox) -> None:
    page = visit("ada", "incidents")
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("@mus")
    expect(page.get_by_role("option", name="Muster")).to_be_visible()
    composer.press("Enter")
    composer.press_sequentially("please call @platform-on")
    expect(page.get_by_role("option")).to_contain_text(["Platform on call"])
    composer.press("Tab")
    composer.press("Enter")
    mentions = page.get_by_test_id("message").locator(".mention")
    expect(mentions).to_have_text(["@Muster", "@platform-oncall"])
    text = "<@U0MUSTER01> please call <!subteam^S0PLATONCL>"
    assert slack.texts("incidents")[-1] == text


def test_a_group_that_only_its_label_names_is_shown_by_it(
    app: TinyApp, visit: Visit
) -> None:
    text = "for <!subteam^S0NOTHERE1|@warehouse>: :white_check_mark: done"
    app.call("chat.postMessage", channel="C0INCIDENT", text=text)
    message = visit("ada", "incidents").get_by_test_id("message")
    expect(message.locator(".words")).to_have_text("for @warehouse: ✅ done")


def test_a_link_out_of_slack_opens_another_tab(app: TinyApp, visit: Visit) -> None:
    text = "Open <https://muster.example/incidents/1|the page>"
    app.call("chat.postMessage", channel="C0INCIDENT", text=text)
    page = visit("ada", "incidents")
    link = page.get_by_role("link", name="the page")
    with page.context.expect_page() as opened:
        link.click()
    assert opened.value.evaluate("window.opener") is None
    expect(page.get_by_test_id("channel-title")).to_contain_text("incidents")
