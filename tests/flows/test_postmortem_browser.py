"""A post-mortem is written in real browsers, by two people at once."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.environment import SETTINGS
from tests.flows.story import Story

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
LogIn = Callable[..., Page]
GIVE_BEN_A_PASSWORD = (
    "from incidents.people.models import Person\n"
    "ben = Person.objects.get(email='ben@brightwater.example')\n"
    f"ben.set_password({PASSWORD!r})\n"
    "ben.save()"
)


@pytest.fixture
def log_in(story: Story, browser: Browser) -> Iterator[LogIn]:
    """log_in("ben", width=390) -> the post-mortem's page, in his own browser."""
    story.declare("grace", "Checkout is down", severity="SEV2")
    channel = story.incident_channel(1)
    story.types("grace", channel, "resolve rolled back")
    story.types("grace", channel, "postmortem")
    story.muster.manage("shell", "-v0", "-c", GIVE_BEN_A_PASSWORD)
    with ExitStack() as end:

        def begin(who: str = "ada", *, width: int = 1280) -> Page:
            size = ViewportSize(width=width, height=900)
            page = end.enter_context(browser.new_context(viewport=size)).new_page()
            page.goto(f"{story.muster.url}/incidents/1/postmortem/")
            page.get_by_label("E-mail").fill(f"{who}@brightwater.example")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Post-mortem")
            return page

        yield begin


def text_of(page: Page) -> str:
    return page.get_by_label("Text, in Markdown").input_value()


def write(page: Page, text: str) -> None:
    page.get_by_label("Text, in Markdown").fill(text)


def test_what_is_typed_is_shown_and_saved_by_itself(log_in: LogIn) -> None:
    page = log_in()
    assert "## What happened" in text_of(page)
    write(page, "## Causes\n\nThe **cache** was full <script>alert(1)</script>")
    expect(page.locator("#read h2")).to_have_text(["Causes"])
    expect(page.locator("#read strong")).to_have_text("cache")
    expect(page.locator("#state")).to_have_text(re.compile("Saved as version 2"))
    page.reload()
    assert "was full <script>" in text_of(page)
    expect(page.locator("#read")).to_contain_text("<script>alert(1)</script>")


def test_the_shortcut_saves_at_once(log_in: LogIn) -> None:
    page = log_in()
    write(page, "Ours")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_text(re.compile("Saved as version"))


def test_two_people_see_both_texts_and_nothing_is_lost(log_in: LogIn) -> None:
    first, second = log_in("ada"), log_in("ben")
    write(first, "What Ada wrote")
    first.keyboard.press("Control+s")
    expect(first.locator("#state")).to_have_text(re.compile("Saved"))
    write(second, "What Ben wrote")
    second.keyboard.press("Control+s")
    expect(second.get_by_role("heading", name="Two people wrote")).to_be_visible()
    expect(second.locator("#theirs")).to_have_value("What Ada wrote")
    assert text_of(second) == "What Ben wrote"

    second.keyboard.press("Control+s")  # chooses nothing, so that nothing is saved
    second.get_by_role("button", name="Take theirs").click()
    assert text_of(second) == "What Ada wrote"
    expect(second.locator("#theirs")).to_have_value("What Ben wrote")
    write(second, "What Ada wrote\n\nWhat Ben wrote")
    second.keyboard.press("Control+s")
    expect(second.locator("#state")).to_have_text(re.compile("Saved"))
    first.reload()
    assert text_of(first) == "What Ada wrote\n\nWhat Ben wrote"


def test_saving_mine_keeps_theirs_among_the_versions(log_in: LogIn) -> None:
    first, second = log_in("ada"), log_in("ben")
    write(first, "What Ada wrote")
    first.keyboard.press("Control+s")
    expect(first.locator("#state")).to_have_text(re.compile("Saved"))
    write(second, "What Ben wrote")
    second.keyboard.press("Control+s")
    second.get_by_role("button", name="Save my text").click()
    expect(second.get_by_role("heading", name="Two people wrote")).to_be_hidden()
    second.reload()
    assert text_of(second) == "What Ben wrote"
    second.get_by_role("link", name="Version 2").click()
    expect(second.locator(".prose")).to_have_text("What Ada wrote")
    second.get_by_role("button", name="Bring this version back").click()
    expect(second.get_by_text("Version 2 is back.")).to_be_visible()
    assert text_of(second) == "What Ada wrote"


def test_leaving_with_unsaved_words_asks_first(log_in: LogIn) -> None:
    page = log_in()
    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("Text, in Markdown").press_sequentially("Not saved")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_contain_text("Your text is still here")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    page.get_by_role("link", name="Incidents", exact=True).click()
    expect(page.get_by_role("heading", name="Incidents", level=1)).to_be_visible()
    assert asked == ["beforeunload"]


def test_publishing_saves_what_was_typed_before(log_in: LogIn, story: Story) -> None:
    page = log_in()
    write(page, "The last words")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("It is published.")).to_be_visible()
    assert text_of(page) == "The last words"
    story.settle()
    posts = [story.shown(m) for m in story.bot_messages(story.incident_channel(1))]
    assert any("Post-mortem published" in post for post in posts)


def test_a_telephone_shows_one_sheet_at_a_time(log_in: LogIn) -> None:
    page = log_in(width=390)
    write(page, "# On the train")
    expect(page.locator("#read")).to_be_hidden()
    page.get_by_role("tab", name="Preview").click()
    expect(page.locator("#read h1")).to_have_text("On the train")
    expect(page.get_by_label("Text, in Markdown")).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_who_types_before_the_script_has_come_loses_nothing(log_in: LogIn) -> None:
    page = log_in()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/postmortem*.js", hold)
    page.reload(wait_until="commit")
    write(page, "# Early")
    expect(page.locator("#state")).to_have_text("Version 1")
    held.pop().continue_()
    expect(page.locator("#read h1")).to_have_text("Early")
    expect(page.locator("#state")).to_have_text(re.compile("Saved as version 2"))


def test_who_was_logged_out_loses_nothing(log_in: LogIn) -> None:
    page = log_in()
    write(page, "Still here")

    def logged_out(route: Route) -> None:
        route.fulfill(status=403, body="no")

    page.route("**/save/", logged_out)
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_contain_text("you are logged out")
    assert text_of(page) == "Still here"
    page.unroute("**/save/")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
