"""Menus whose choices are asked for while somebody types."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_page.forms import COLOURS, field, modal, option, plain
from tests.sandbox_process import Sandbox, eventually

Json = dict[str, Any]
SERVICES = [option(f"Service {number}") for number in range(1, 8)]


def find_services(payload: Json) -> Json:
    """Services by name, as an app answers them."""
    typed = payload["value"].lower()
    return {"options": [s for s in SERVICES if typed in s["text"]["text"].lower()]}


def open_form(page: Page) -> None:
    """Run the app's shortcut, which opens its view."""
    page.get_by_test_id("shortcuts").click()
    page.get_by_role("menuitem").first.click()
    expect(page.get_by_test_id("modal")).to_be_visible()


def value_of(app: TinyApp, name: str) -> Json:
    """What was submitted in one block."""
    values: Json = app.submissions[0]["view"]["state"]["values"][name][name]
    return values


def test_options_are_asked_for_once_enough_is_typed(app: TinyApp, visit: Visit) -> None:
    app.answer_suggestion = find_services
    app.view = modal(field("service", "external_select", min_query_length=2))
    page = visit("ada", "general")
    open_form(page)
    menu = page.get_by_test_id("action-service")
    menu.click()
    expect(page.get_by_role("status")).to_have_text(
        "Type at least 2 characters to search"
    )
    menu.press_sequentially("e 5")
    expect(page.get_by_role("option")).to_have_text(["Service 5"])
    assert "e" not in [each["value"] for each in app.suggestions]
    menu.press("Enter")
    expect(menu).to_have_value("Service 5")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert value_of(app, "service")["selected_option"]["value"] == "service 5"


def test_several_are_chosen_from_groups_by_the_keyboard(
    app: TinyApp, visit: Visit
) -> None:
    app.answer_suggestion = lambda _payload: {
        "option_groups": [
            {"label": plain("Payments"), "options": SERVICES[:2]},
            {"label": plain("Storefront"), "options": SERVICES[2:4]},
        ]
    }
    app.view = modal(field("services", "multi_external_select", min_query_length=0))
    page = visit("ada", "general")
    open_form(page)
    page.get_by_test_id("action-services").focus()
    page.keyboard.press("ArrowDown")
    listbox = page.get_by_role("listbox")
    expect(listbox).to_contain_text("Storefront")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal").locator(".chip")).to_have_text(
        ["Service 1", "Service 3"]
    )
    page.get_by_test_id("modal-submit").click()
    eventually(lambda: app.submissions)
    chosen = value_of(app, "services")["selected_options"]
    assert [each["value"] for each in chosen] == ["service 1", "service 3"]


def test_an_app_that_answers_nonsense_is_told_in_the_list(
    app: TinyApp, visit: Visit
) -> None:
    app.answer_suggestion = lambda _payload: {"options": "all of them"}
    app.view = modal(field("service", "external_select", min_query_length=0))
    page = visit("ada", "general")
    open_form(page)
    menu = page.get_by_test_id("action-service")
    menu.click()
    expect(page.get_by_role("status")).to_contain_text("could not be loaded")
    app.answer_suggestion = find_services
    menu.press_sequentially("7")
    expect(page.get_by_role("option")).to_have_text(["Service 7"])


def test_nothing_that_fits_is_said(app: TinyApp, visit: Visit) -> None:
    app.answer_suggestion = find_services
    app.view = modal(field("service", "external_select", min_query_length=0))
    page = visit("ada", "general")
    open_form(page)
    page.get_by_test_id("action-service").press_sequentially("zebra")
    expect(page.get_by_role("status")).to_have_text("No results")


def test_a_menu_of_a_message_asks_the_app_and_acts_at_once(
    app: TinyApp, visit: Visit
) -> None:
    app.answer_suggestion = find_services
    menu = {"type": "external_select", "action_id": "service", "min_query_length": 1}
    block = {
        "type": "section",
        "block_id": "card",
        "text": plain("Which service?"),
        "accessory": menu,
    }
    app.call("chat.postMessage", channel="C0INCIDENT", text="card", blocks=[block])
    page = visit("ada", "incidents")
    page.get_by_test_id("action-service").press_sequentially("3")
    page.get_by_role("option", name="Service 3").click()
    eventually(lambda: app.actions)
    (action,) = app.actions[0]["actions"]
    assert action["selected_option"]["value"] == "service 3"
    assert app.suggestions[0]["container"]["type"] == "message"


def test_a_choice_that_is_not_confirmed_is_taken_back(
    app: TinyApp, visit: Visit
) -> None:
    page = with_menu(app, visit)
    page.get_by_test_id("action-colour").click()
    page.get_by_role("option", name="Blue").click()
    expect(page.get_by_test_id("confirm")).to_contain_text("Everybody will be told")
    page.get_by_test_id("confirm-deny").click()
    expect(page.get_by_test_id("action-colour")).to_have_value("Red")
    assert app.actions == []
    page.get_by_test_id("action-colour").click()
    page.get_by_role("option", name="Green").click()
    page.get_by_test_id("confirm-agree").click()
    eventually(lambda: app.actions)
    assert app.actions[0]["actions"][0]["selected_option"]["value"] == "green"


def with_menu(app: TinyApp, visit: Visit) -> Page:
    """A message with a menu that asks to confirm; Red is chosen."""
    confirm = {
        "title": plain("Repaint?"),
        "text": plain("Everybody will be told."),
        "confirm": plain("Repaint"),
        "deny": plain("Leave it"),
    }
    menu = {
        "type": "static_select",
        "action_id": "colour",
        "options": COLOURS,
        "initial_option": COLOURS[0],
        "confirm": confirm,
    }
    blocks = [{"type": "actions", "block_id": "card", "elements": [menu]}]
    app.call("chat.postMessage", channel="C0INCIDENT", text="card", blocks=blocks)
    return visit("ada", "incidents")


def test_people_and_channels_of_a_big_workspace_are_found_by_name(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    slack.post("/_sandbox/populate", {"users": 400, "channels": 300, "usergroups": 3})
    slack.save_user(name="zelda", real_name="Zelda Quint")
    slack.make_channel("zz-last-one", creator="ben")
    app.view = modal(
        field("lead", "users_select"), field("place", "conversations_select")
    )
    page = visit("ada", "general")
    open_form(page)
    choose(page.get_by_test_id("action-lead"), "quint", "Zelda Quint")
    choose(page.get_by_test_id("action-place"), "zz-last", "# zz-last-one")
    page.get_by_test_id("modal-submit").click()
    eventually(lambda: app.submissions)
    zelda, last = slack.user("zelda")["id"], slack.channel("zz-last-one")["id"]
    assert value_of(app, "lead")["selected_user"] == zelda
    assert value_of(app, "place")["selected_conversation"] == last


def choose(menu: Locator, typed: str, label: str) -> None:
    """Type, and take the one entry that is left."""
    menu.click()
    menu.press_sequentially(typed)
    option = menu.page.get_by_role("option", name=label)
    expect(option).to_be_visible()
    option.click()
    expect(menu).to_have_value(label)


def test_a_big_workspace_is_browsed_searched_and_written_in(
    visit: Visit, slack: Sandbox
) -> None:
    slack.post("/_sandbox/populate", {"users": 400, "channels": 300, "usergroups": 3})
    slack.save_user(name="zelda", real_name="Zelda Quint")
    slack.make_channel("zz-last-one", creator="ben")
    page = visit("ada", "general")
    page.get_by_test_id("browse-channels").click()
    page.get_by_label("Search channels").fill("zz-last")
    page.get_by_role("button", name="zz-last-one").click()
    expect(page.get_by_test_id("channel-title")).to_contain_text("zz-last-one")
    page.get_by_test_id("join").click()
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("hello @zel")
    expect(page.get_by_role("option", name="Zelda Quint")).to_be_visible()
    composer.press("Tab")
    composer.press("Enter")
    mention = page.get_by_test_id("message").locator(".mention")
    expect(mention).to_have_text("@Zelda Quint")
    assert slack.texts("zz-last-one") == [f"hello <@{slack.user('zelda')['id']}>"]


def test_a_channel_one_is_not_in_is_named_and_opened_in_a_big_workspace(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    slack.post("/_sandbox/populate", {"users": 400, "channels": 300, "usergroups": 3})
    made = slack.make_channel("zz-last-one", creator="ben")["id"]
    hidden = slack.make_channel("zz-secret", creator="ben", is_private=True)["id"]
    text = f"see <#{made}> and <#{hidden}>"
    app.call("chat.postMessage", channel="C0INCIDENT", text=text)
    page = visit("ada", "incidents")
    mentions = page.get_by_test_id("message").locator(".mention")
    expect(mentions).to_have_text(["#zz-last-one", "🔒 private channel"])
    mentions.first.click()
    expect(page.get_by_test_id("channel-title")).to_contain_text("zz-last-one")
