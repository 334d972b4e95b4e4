"""What is chosen on the app's Home reaches the app at once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_page.forms import COLOURS, option, plain
from tests.sandbox_process import Sandbox, eventually

Json = dict[str, Any]
DESCRIBED = [each | {"description": plain("A colour")} for each in COLOURS]


def element(kind: str, **more: object) -> Json:
    """An element whose action id is its type."""
    return {"type": kind, "action_id": kind, **more}


@pytest.fixture
def home(app: TinyApp, visit: Visit, slack: Sandbox) -> Page:
    """Ada's Home, with one of each element that may stand there."""
    elements = [
        element("datepicker"),
        element("timepicker"),
        element("overflow", options=[option("Resolve"), option("Reopen")]),
        element("radio_buttons", options=DESCRIBED),
        element("checkboxes", options=DESCRIBED),
        element("users_select"),
        element("conversations_select"),
        element("channels_select"),
        element("multi_users_select"),
        element("multi_static_select", options=COLOURS),
    ]
    blocks = [
        section(each) if each["type"].startswith("multi_") else actions(each)
        for each in elements
    ]
    view = {"type": "home", "blocks": blocks}
    app.call("views.publish", user_id=slack.user("ada")["id"], view=view)
    page = visit("ada", "general")
    page.get_by_test_id("app").click()
    expect(page.get_by_test_id("action-overflow")).to_be_visible()
    return page


def actions(content: Json) -> Json:
    """An element in a row of its own."""
    return {"type": "actions", "block_id": content["type"], "elements": [content]}


def section(content: Json) -> Json:
    """Words with the element beside them."""
    words = {"type": "section", "text": plain("Choose"), "accessory": content}
    return words | {"block_id": content["type"]}


def sent(app: TinyApp) -> Json:
    """The one action that came, without what is in every one."""
    eventually(lambda: app.actions)
    (action,) = app.actions[0]["actions"]
    usual = {"type", "action_id", "block_id", "action_ts", "placeholder"}
    app.actions.clear()
    return {key: value for key, value in action.items() if key not in usual}


def test_dates_and_times_on_the_home(app: TinyApp, home: Page) -> None:
    home.get_by_test_id("action-datepicker").fill("2026-12-01")
    assert sent(app) == {"selected_date": "2026-12-01"}
    home.get_by_test_id("action-timepicker").fill("09:30")
    assert sent(app) == {"selected_time": "09:30"}


def test_menus_and_boxes_on_the_home(app: TinyApp, home: Page) -> None:
    home.get_by_test_id("action-overflow").click()
    home.get_by_role("menuitem", name="Reopen").click()
    assert sent(app)["selected_option"]["value"] == "reopen"
    home.get_by_test_id("action-radio_buttons").get_by_text("Green").click()
    assert sent(app)["selected_option"]["value"] == "green"
    boxes = home.get_by_test_id("action-checkboxes")
    expect(boxes.get_by_text("A colour")).to_have_count(3)
    boxes.get_by_text("Blue").click()
    assert [each["value"] for each in sent(app)["selected_options"]] == ["blue"]


def test_people_and_channels_on_the_home(app: TinyApp, home: Page) -> None:
    pick(home, "users_select", "Ben Castellano")
    assert sent(app) == {"selected_user": "U0BEN00001"}
    pick(home, "conversations_select", "# incidents")
    assert sent(app) == {"selected_conversation": "C0INCIDENT"}
    pick(home, "channels_select", "# random")
    assert sent(app) == {"selected_channel": "C0RANDOM01"}


def test_several_choices_are_sent_once_when_their_list_closes(
    app: TinyApp, home: Page
) -> None:
    pick(home, "multi_users_select", "Ben Castellano", "Chloe Dubois")
    home.keyboard.press("Escape")
    assert sent(app) == {"selected_users": ["U0BEN00001", "U0CHLOE001"]}
    pick(home, "multi_static_select", "Red")
    home.keyboard.press("Escape")
    assert [each["value"] for each in sent(app)["selected_options"]] == ["red"]
    home.get_by_role("button", name="Remove Red").click()  # no list is open
    assert sent(app) == {"selected_options": []}


def pick(page: Page, name: str, *labels: str) -> None:
    """Choose from a select's list."""
    page.get_by_test_id(f"action-{name}").click()
    for label in labels:
        page.get_by_role("option", name=label).click()
