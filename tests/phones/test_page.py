"""The phone on the sandbox's page, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.phones.app import PhoneApp
from tests.phones.test_network import call, client
from tests.sandbox_process import Sandbox, eventually

MENU = """<Response><Gather action="{url}/key" numDigits="1" timeout="60">
<Say>Checkout is down. Press 1 to acknowledge.</Say></Gather></Response>"""


@pytest.fixture(scope="module")
def app() -> Iterator[PhoneApp]:
    with PhoneApp() as app:
        yield app


@pytest.fixture(scope="module")
def slack(app: PhoneApp) -> Iterator[Sandbox]:
    app.decide = lambda asked: (
        MENU.format(url=app.url)
        if asked.path == "/voice"
        else "<Response><Say>Acknowledged.</Say></Response>"
    )
    with Sandbox(app_url=f"{app.url}/slack/events") as slack:
        slack.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})
        yield slack


@pytest.fixture(params=[{"width": 1280, "height": 800}, {"width": 375, "height": 740}])
def page(
    browser: Browser, slack: Sandbox, request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param)
    page = context.new_page()
    page.goto(f"{slack.url}/?user={slack.user('ada')['id']}&phone=")
    expect(page.get_by_test_id("phone-title")).to_be_visible()
    yield page
    context.close()


def test_it_rings_speaks_and_takes_a_key(
    page: Page, slack: Sandbox, app: PhoneApp
) -> None:
    sid = call(slack, app)
    page.get_by_test_id("phone-answer").click()
    expect(page.get_by_test_id("phone-said")).to_contain_text("Checkout is down")
    page.get_by_test_id("key-1").click()
    expect(page.get_by_test_id("phone-past").first).to_contain_text("you pressed 1")
    eventually(lambda: client(slack).calls(sid).fetch().status == "completed")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide


@pytest.mark.parametrize(
    ("press", "shown"),
    [("busy", "Busy"), ("no_answer", "Missed"), ("voicemail", "Voicemail")],
)
def test_what_else_a_phone_does_is_a_button(
    page: Page, slack: Sandbox, app: PhoneApp, press: str, shown: str
) -> None:
    call(slack, app, machine_detection="Enable")
    page.get_by_test_id(f"phone-{press}").click()
    expect(page.get_by_test_id("phone-past").first).to_contain_text(shown)


def test_a_phone_that_rings_is_told_of_anywhere(
    page: Page, slack: Sandbox, app: PhoneApp
) -> None:
    page.goto(f"{slack.url}/?user=U0ADA00001&channel=C0GENERAL1")
    expect(page.get_by_test_id("channel-title")).to_contain_text("general")
    call(slack, app)
    page.get_by_test_id("ring").click()
    page.get_by_test_id("phone-decline").click()
    expect(page.get_by_test_id("phone-past").first).to_contain_text("Busy")


def test_sms_are_a_thread_that_one_answers_in(
    page: Page, slack: Sandbox, app: PhoneApp
) -> None:
    texts = client(slack).messages
    texts.create(to="+447700900101", from_=slack.twilio_number, body="INC-1 fires")
    expect(page.get_by_test_id("sms").last).to_contain_text("INC-1 fires")
    page.get_by_test_id("sms-field").fill("ACK 1")
    page.get_by_test_id("sms-send").click()
    expect(page.get_by_test_id("sms").last).to_contain_text("ACK 1")
    eventually(lambda: app.to("/twilio/sms"))
