"""Mail that was sent to a person, as they read it."""

import smtplib
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.sandbox_page.conftest import Visit
from tests.sandbox_process import Sandbox

HTML = """
<style>h1 { color: rgb(200, 0, 0) }</style>
<h1 style="margin: 0">Checkout is down</h1>
<p>Now <b>fixing</b>. <a href="https://muster.example/incidents/1">Open it</a></p>
<script>top.pwned = 1; window.pwned = 1</script>
<img src="https://tracker.example/pixel.png" onerror="top.pwned = 1">
"""


def send(slack: Sandbox, to: str, subject: str, text: str, html: str = "") -> None:
    """A mail of the app's, over SMTP."""
    mail = EmailMessage()
    mail["From"] = "Muster <muster@brightwater.example>"
    mail["To"] = f"{to}@brightwater.example"
    mail["Subject"] = subject
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", slack.smtp_port) as server:
        server.send_message(mail)


def test_mail_arrives_unread_and_is_read(visit: Visit, slack: Sandbox) -> None:
    page = visit("ada", "general")
    expect(page.get_by_test_id("mail-box")).to_have_count(0)
    send(slack, "ada", "INC-1 is fixing", "See https://muster.example/incidents/1 now")
    send(slack, "ben", "Not for Ada", "Something else")
    box = page.get_by_test_id("mail-box")
    expect(box).to_have_attribute("aria-label", "Mail, 1 unread")
    box.click()
    row = page.get_by_test_id("mail-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("INC-1 is fixing")
    row.click()
    mail = page.get_by_test_id("mail")
    expect(mail).to_contain_text("ada@brightwater.example")
    link = mail.get_by_role("link")
    expect(link).to_have_attribute("href", "https://muster.example/incidents/1")
    expect(link).to_have_attribute("target", "_blank")
    expect(box).not_to_contain_text("1")
    page.reload()
    expect(page.get_by_test_id("mail")).to_contain_text("INC-1 is fixing")
    expect(page.get_by_test_id("mail-box")).not_to_contain_text("1")


def test_html_mail_is_shown_as_designed_and_runs_nothing(
    visit: Visit, slack: Sandbox
) -> None:
    send(slack, "ada", "INC-1", "Checkout is down, as text", HTML)
    page = visit("ada", "general")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_test_id("mail-box").click()
    page.get_by_test_id("mail-row").click()
    inside = page.frame_locator("[data-testid=mail-frame]")
    expect(inside.get_by_role("heading")).to_have_css("color", "rgb(200, 0, 0)")
    expect(inside.get_by_role("heading")).to_have_css("margin-top", "0px")
    expect(inside.get_by_role("link")).to_have_attribute("target", "_blank")
    page.get_by_test_id("mail-as-text").click()
    expect(page.get_by_test_id("mail")).to_contain_text("Checkout is down, as text")
    assert page.evaluate("window.pwned") is None
    assert not [url for url in asked if "tracker.example" in url]


def test_on_a_phone_one_goes_back_to_the_list(visit: Visit, slack: Sandbox) -> None:
    send(slack, "ada", "First", "One")
    send(slack, "ada", "Second", "Two")
    page = visit("ada", "general", viewport={"width": 390, "height": 780})
    page.get_by_label("Open the channel list").click()
    page.get_by_test_id("mail-box").click()
    page.get_by_test_id("mail-row").filter(has_text="First").click()
    expect(page.get_by_test_id("mail-row").first).to_be_hidden()
    page.get_by_test_id("mail-back").click()
    expect(page.get_by_test_id("mail-row")).to_have_count(2)
    expect(page.get_by_test_id("mail-row").first).to_be_visible()
