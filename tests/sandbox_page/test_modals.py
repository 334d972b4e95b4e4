"""The app's modals: what is entered, what survives, what is told."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_page.forms import COLOURS, EVERYTHING, field, modal
from tests.sandbox_process import Sandbox, eventually

TITLE = field("title", "plain_text_input")


def open_form(page: Page) -> None:
    """Type /incident, as a person does."""
    page.get_by_test_id("composer").fill("/incident")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()


def pick(page: Page, name: str, *labels: str) -> None:
    """Choose from a select's list."""
    for label in labels:
        page.get_by_test_id(f"action-{name}").click()
        page.get_by_role("option", name=label).click()


def type_in(page: Page, name: str, text: str) -> None:
    """Fill a field."""
    page.get_by_test_id(f"action-{name}").fill(text)


def fill_everything(page: Page) -> None:
    """Give every element a value."""
    type_in(page, "title", "Checkout is slow")
    type_in(page, "story", "one\ntwo")
    type_in(page, "count", "42")
    type_in(page, "mail", "ada@brightwater.example")
    type_in(page, "page", "https://status.example/1")
    type_in(page, "day", "2026-03-01")
    type_in(page, "hour", "09:30")
    type_in(page, "moment", "2026-07-01T12:00")  # London, in summer: 11:00 UTC
    pick(page, "one", "Green")
    pick(page, "many", "Red", "Blue")
    pick(page, "lead", "Ben Castellano")
    pick(page, "helpers", "Chloe Dubois", "Dev Raman")
    pick(page, "place", "general")
    pick(page, "places", "random", "general")
    pick(page, "room", "# incidents")
    page.get_by_test_id("action-radio").get_by_text("Blue").click()
    page.get_by_test_id("action-boxes").get_by_text("Green").click()
    page.get_by_test_id("action-boxes").get_by_text("Red").click()


def given(slack: Sandbox) -> dict[str, object]:
    """The value each of those elements must hand over."""
    ids = {name: slack.user(name)["id"] for name in ("ben", "chloe", "dev")}
    red, green, blue = COLOURS
    return {
        "title": "Checkout is slow",
        "story": "one\ntwo",
        "count": "42",
        "mail": "ada@brightwater.example",
        "page": "https://status.example/1",
        "day": "2026-03-01",
        "hour": "09:30",
        "moment": 1782903600,
        "one": green,
        "many": [red, blue],
        "lead": ids["ben"],
        "helpers": [ids["chloe"], ids["dev"]],
        "place": "C0GENERAL1",
        "places": ["C0RANDOM01", "C0GENERAL1"],
        "room": "C0INCIDENT",
        "radio": blue,
        "boxes": [red, green],
        "untouched": "as it was",
    }


def values_of(submission: dict[str, Any]) -> dict[str, Any]:
    """{block_id: its value}, without the value's type; options by text and value."""
    values = {}
    for block, actions in submission["view"]["state"]["values"].items():
        state = dict(actions[block])
        state.pop("type")
        (values[block],) = state.values()
    return values


def test_a_modal_hands_over_what_was_entered_in_every_element(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    app.view = EVERYTHING
    page = visit("ada", "general")
    open_form(page)
    fill_everything(page)
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert bare(values_of(app.submissions[0])) == bare(given(slack))


def bare(value: Any) -> Any:
    """Without what Slack adds to a text object (`emoji`)."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key != "emoji"}
    return [bare(item) for item in value] if isinstance(value, list) else value


def test_an_error_stands_beside_its_input_and_takes_the_focus(
    app: TinyApp, visit: Visit
) -> None:
    app.view = modal(
        field("story", "plain_text_input"), field("title", "plain_text_input")
    )
    app.answer_submit = lambda _payload: {
        "response_action": "errors",
        "errors": {"title": "There is such an incident already."},
    }
    page = visit("ada", "general")
    open_form(page)
    type_in(page, "title", "Checkout is slow")
    page.get_by_test_id("action-title").press("Enter")  # Enter submits, as in Slack
    block = page.get_by_test_id("block-title")
    expect(block.get_by_role("alert")).to_contain_text("such an incident already")
    expect(page.get_by_test_id("action-title")).to_be_focused()
    expect(page.get_by_test_id("action-title")).to_have_value("Checkout is slow")


def test_an_empty_required_field_is_told_before_the_app_is_asked(
    app: TinyApp, visit: Visit
) -> None:
    app.view = modal(field("title", "plain_text_input", optional=False))
    page = visit("ada", "general")
    open_form(page)
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_role("alert")).to_contain_text("complete this required field")
    assert app.submissions == []


def test_half_typed_text_survives_news_and_an_updated_view(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    app.view = modal(
        field("title", "plain_text_input"), field("more", "plain_text_input")
    )
    page = visit("ada", "incidents")
    page.get_by_test_id("composer").fill("half a sentence")
    slack.command("ada", "incidents", "/incident")
    title = page.get_by_test_id("action-title")
    title.click()
    title.press_sequentially("Check")
    app.call("chat.postMessage", channel="C0INCIDENT", text="some news")
    expect(page.get_by_text("some news")).to_be_attached()
    title.press_sequentially("out is")
    changed = field("title", "plain_text_input") | {
        "label": {"type": "plain_text", "text": "A better label"}
    }
    view_id = slack.top_view("ada")["id"]
    app.call("views.update", view_id=view_id, view=modal(changed))
    expect(page.get_by_text("A better label")).to_be_visible()
    expect(title).to_be_focused()
    title.press_sequentially(" slow")
    expect(title).to_have_value("Checkout is slow")
    page.get_by_test_id("modal-close").click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(page.get_by_test_id("composer")).to_have_value("half a sentence")


def test_escape_closes_the_modal(app: TinyApp, visit: Visit, slack: Sandbox) -> None:
    app.view = modal(field("one", "static_select", options=COLOURS))
    page = visit("ada", "general")
    open_form(page)
    page.get_by_test_id("action-one").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")  # first the list, then the modal
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_test_id("modal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_have_count(0)
    eventually(lambda: slack.state("ada")["views"] == [])


def test_a_button_asks_for_confirmation_and_then_tells_the_app(
    app: TinyApp, visit: Visit
) -> None:
    confirm = {
        "title": {"type": "plain_text", "text": "Resolve INC-1?"},
        "text": {"type": "mrkdwn", "text": "Everybody will be *told*."},
        "confirm": {"type": "plain_text", "text": "Resolve"},
        "deny": {"type": "plain_text", "text": "Not yet"},
    }
    button = {
        "type": "button",
        "action_id": "resolve",
        "value": "1",
        "text": {"type": "plain_text", "text": "Resolve"},
        "confirm": confirm,
    }
    blocks = [{"type": "actions", "block_id": "card", "elements": [button]}]
    app.call("chat.postMessage", channel="C0INCIDENT", text="card", blocks=blocks)
    page = visit("ada", "incidents")
    page.get_by_test_id("action-resolve").click()
    page.get_by_test_id("confirm-deny").click()
    expect(page.get_by_test_id("confirm")).to_have_count(0)
    assert app.actions == []
    page.get_by_test_id("action-resolve").click()
    page.get_by_test_id("confirm-agree").click()
    eventually(lambda: app.actions and app.actions[0]["actions"][0]["value"] == "1")
