"""What people and the app write, as the page shows it."""

from playwright.sync_api import expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_page.conftest import Visit
from tests.sandbox_process import Sandbox, eventually

ATTACK = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


def test_markup_from_the_app_is_shown_as_text_and_never_run(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    channel = slack.channel("incidents")["id"]
    app.call("chat.postMessage", channel=channel, text=ATTACK)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ATTACK}}]
    app.call("chat.postMessage", channel=channel, text="x", blocks=blocks)
    page = visit("ada", "incidents")
    log = page.get_by_role("log")
    expect(log.get_by_text('<img src=x onerror="window.pwned=1">')).to_have_count(2)
    expect(log.locator("img, script")).to_have_count(0)
    assert page.evaluate("window.pwned") is None


def test_what_a_person_types_is_shown_as_they_typed_it(
    visit: Visit, slack: Sandbox
) -> None:
    page = visit("ada", "incidents")
    composer = page.get_by_test_id("composer")
    composer.fill(f"{ATTACK} & *bold* for @Ben Castellano in #general ")
    composer.press("Enter")
    message = page.get_by_test_id("message").filter(has_text="<img src=x")
    expect(message.locator("b")).to_have_text("bold")
    expect(message.locator(".mention")).to_have_text(["@Ben Castellano", "#general"])
    assert f"<@{slack.user('ben')['id']}>" in slack.texts("incidents")[-1]
    assert "&lt;img" in slack.texts("incidents")[-1]
    assert page.evaluate("window.pwned") is None


def test_a_bare_address_ends_where_escaped_brackets_close_it(
    app: TinyApp, visit: Visit
) -> None:
    text = "at &lt;https://a.example/x?a=1&amp;b=2|there&gt; now"
    app.call("chat.postMessage", channel="C0INCIDENT", text=text)
    link = visit("ada", "incidents").get_by_test_id("message").locator("a")
    expect(link).to_have_text("https://a.example/x?a=1&b=2")


def test_a_javascript_link_is_no_link(app: TinyApp, visit: Visit) -> None:
    text = "see <javascript:alert(1)|this> and <https://a.example/x?a=1&amp;b=2|that>"
    app.call("chat.postMessage", channel="C0INCIDENT", text=text)
    links = visit("ada", "incidents").get_by_test_id("message").locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://a.example/x?a=1&b=2")


def test_a_message_appears_without_a_reload(app: TinyApp, visit: Visit) -> None:
    page = visit("ada", "incidents")
    page.evaluate("window.sameDocument = true")
    posted = app.call("chat.postMessage", channel="C0INCIDENT", text="first words")
    message = page.locator(f"[data-ts='{posted['ts']}']")
    expect(message).to_contain_text("first words")
    app.call("chat.update", channel="C0INCIDENT", ts=posted["ts"], text="better words")
    expect(message).to_contain_text("better words")
    expect(message).to_contain_text("(edited)")
    assert page.evaluate("window.sameDocument")


def test_an_ephemeral_message_is_seen_only_by_its_reader(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    ada, ben = visit("ada", "incidents"), visit("ben", "incidents")
    reader = slack.user("ada")["id"]
    app.call(
        "chat.postEphemeral", channel="C0INCIDENT", user=reader, text="for Ada alone"
    )
    app.call("chat.postMessage", channel="C0INCIDENT", text="for everybody")
    whisper = ada.get_by_test_id("ephemeral")
    expect(whisper).to_contain_text("Only visible to you")
    expect(whisper).to_contain_text("for Ada alone")
    expect(ben.get_by_text("for everybody")).to_be_visible()
    expect(ben.get_by_text("for Ada alone")).to_have_count(0)
    whisper.get_by_test_id("dismiss").click()
    expect(ada.get_by_test_id("ephemeral")).to_have_count(0)


def test_an_invited_person_sees_the_new_channel_at_once(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    page = visit("ben", "general")
    made = app.call("conversations.create", name="inc-7-checkout")["channel"]["id"]
    app.call("conversations.invite", channel=made, users=slack.user("ben")["id"])
    row = page.get_by_test_id("channel-inc-7-checkout")
    expect(row).to_contain_text("new")
    row.click()
    expect(page.get_by_test_id("channel-title")).to_contain_text("inc-7-checkout")


def test_a_thread_opens_beside_the_channel_and_takes_a_reply(
    app: TinyApp, visit: Visit, slack: Sandbox
) -> None:
    root = app.call("chat.postMessage", channel="C0INCIDENT", text="INC-1 declared")
    app.call(
        "chat.postMessage", channel="C0INCIDENT", text="Update", thread_ts=root["ts"]
    )
    page = visit("ada", "incidents")
    page.get_by_test_id("thread-count").click()
    pane = page.get_by_test_id("thread-pane")
    expect(pane.get_by_test_id("message")).to_have_count(2)
    pane.get_by_test_id("thread-composer").fill("Thanks")
    pane.get_by_test_id("thread-composer").press("Enter")
    expect(pane.get_by_test_id("message")).to_have_count(3)
    expect(page.get_by_test_id("thread-count")).to_contain_text("2 replies")
    eventually(lambda: slack.texts("incidents")[-1] == "Thanks")


def test_an_unknown_command_is_answered_by_slack_itself(visit: Visit) -> None:
    page = visit("ada", "general")
    page.get_by_test_id("composer").fill("/nonsense now")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("notice")).to_contain_text("not a valid command")
    page.get_by_test_id("notice-dismiss").click()
    expect(page.get_by_test_id("notice")).to_have_count(0)
