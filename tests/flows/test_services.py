"""A service is set up by a person in a browser, and its alerts come in over HTTP."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Browser, Page, expect

from backoffice.local import ports
from tests.environment import SETTINGS
from tests.flows.story import Story

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
KEY = re.compile(r"^mk_[\w-]{32}$")
BODY = {"alerts": [{"name": "Disk almost full", "sev": "P2"}]}


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest, story: Story, browser: Browser
) -> Iterator[Page]:
    """Ada looks at how Ledger is set up."""
    story.muster.sql("DELETE FROM incidents_inbox")
    with browser.new_page(viewport=request.param) as page:
        page.goto(f"{story.muster.url}/services/ledger/setup/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        heading = page.get_by_role("heading", name="Send alerts of Ledger to Muster")
        expect(heading).to_be_visible()
        page.wait_for_load_state("load")  # the scripts have run
        yield page


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def post(story: Story, path: str, key: str, body: object) -> int:
    request = urllib.request.Request(
        f"{story.muster.url}{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return int(answer.status)


def test_the_eye_shows_the_key_by_keyboard_and_the_key_works(
    story: Story, page: Page
) -> None:
    eye = page.get_by_role("button", name="Show the key")
    secret = page.locator(".secret code")
    expect(secret).to_have_text(re.compile(r"^mk_.{9}…$"))
    assert not re.search(r"mk_[\w-]{32}", page.content())
    fits(page)

    eye.focus()
    page.keyboard.press("Enter")
    expect(secret).to_have_text(KEY)
    expect(eye).to_have_attribute("aria-pressed", "true")
    key = secret.inner_text()
    expect(page.locator(".setup pre").first).to_contain_text(f"Bearer {key}")
    fits(page)
    page.keyboard.press("Enter")
    expect(secret).not_to_have_text(KEY)
    expect(page.locator(".setup pre").first).not_to_contain_text(key)

    (noted,) = story.muster.sql("SELECT change_message FROM django_admin_log")
    assert noted == (f"Revealed the key {key[:12]}…",)
    title = {"title": "Bookings are late"}
    assert post(story, "/api/v1/alerts", key, title) == 202
    expect(page.locator("[data-live]")).to_contain_text("from Muster's API")


def test_a_block_is_copied_with_the_key_in_it(story: Story, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("combobox").select_option("zabbix")
    expect(page).to_have_url(re.compile("tool=zabbix"))
    block = page.locator(".setup .block").first
    expect(block).to_contain_text("key = mk_")
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    (key,) = re.findall(r"^key = (\S+)$", copied, re.MULTILINE)
    assert KEY.match(key)
    assert "{EVENT.TAGSJSON}" in copied
    fits(page)


def test_a_test_alert_is_seen_to_arrive_and_end(story: Story, page: Page) -> None:
    page.get_by_role("button", name="Send a test alert").click()
    expect(page.get_by_text("A test alert is sent")).to_be_visible()
    live = page.locator("[data-live]")
    expect(live).to_contain_text("It was read: 1 signal.", timeout=20_000)
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The end of the test alert is sent")).to_be_visible()
    alerts = "SELECT status FROM incidents_alert WHERE title LIKE 'Test alert of %'"
    story.muster.wait_until(lambda: story.muster.sql(alerts) == [("resolved",)])


def test_expressions_are_tried_while_they_are_written(story: Story, page: Page) -> None:
    page.get_by_role("button", name="Show the key").click()
    secret = page.locator(".secret code")
    expect(secret).to_have_text(KEY)
    assert post(story, "/hooks/json/monitor", secret.inner_text(), BODY) == 202

    page.goto(f"{story.muster.url}/admin/incidents/jsonmapping/add/")
    preview = page.locator(".json-preview")
    expect(preview).to_contain_text("Nothing came to this address yet")
    page.locator("#id_name").press_sequentially("Monitor")
    expect(page.locator("#id_slug")).to_have_value("monitor")
    page.locator("#id_each").fill("alerts")
    expect(preview).to_contain_text("for Ledger")
    page.locator("#id_title").fill("nom")
    expect(preview).to_contain_text("Title: `nom` finds nothing in alert 1")
    page.locator("#id_title").fill("name")
    page.locator("#id_severity").fill("sev[")
    expect(preview).to_contain_text("Severity: this is no JMESPath expression")
    page.locator("#id_severity").fill("sev")
    expect(preview.locator("dl")).to_contain_text("Disk almost full")
    expect(preview.locator("dl")).to_contain_text("P2")
    fits(page)


def test_the_back_office_shows_a_key_with_the_same_eye(
    story: Story, page: Page
) -> None:
    ((service,),) = story.muster.sql(
        "SELECT id FROM incidents_service WHERE slug = 'ledger'"
    )
    page.goto(f"{story.muster.url}/admin/incidents/service/{service}/change/#keys")
    eye = page.get_by_role("button", name="Show the key")
    expect(eye).to_be_visible()
    assert not re.search(r"mk_[\w-]{32}", page.content())
    eye.click()
    expect(page.locator(".secret code")).to_have_text(KEY)


# -- manage.py alert


def test_the_command_posts_and_resolves(story: Story) -> None:
    muster = story.muster
    said = muster.manage(
        "alert", "--service", "ledger", "Disk full", "--severity", "P2"
    )
    assert re.fullmatch(r"Accepted as #\d+\.", said.strip())
    muster.manage("alert", "--service", "ledger", "Late", "--dedup-key", "late")
    muster.manage(
        *("alert", "--service", "ledger", "Late", "--dedup-key", "late", "--resolve")
    )
    alerts = "SELECT title, status, source_severity FROM incidents_alert ORDER BY id"
    wanted = [("Disk full", "firing", "P2"), ("Late", "resolved", "")]
    muster.wait_until(lambda: muster.sql(alerts) == wanted)


def refusal(*arguments: str) -> tuple[str, int]:
    """What the command says that it did not do, and its exit code."""
    with pytest.raises(CommandError) as error:
        call_command("alert", *arguments)
    assert "\n" not in str(error.value)
    return str(error.value), error.value.returncode


def test_the_command_says_why_it_is_refused(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_KEY", "mk_not-a-key")
    said, code = refusal("Disk full", "--url", story.muster.url)
    assert (said.startswith("Muster refused it (401): "), code) == (True, 1)
    nobody = f"http://{ports.HOST}:{ports.find_free()}"
    said, code = refusal("Disk full", "--url", nobody)
    assert (said.startswith(f"Muster is not reached at {nobody}"), code) == (True, 3)
    assert refusal("Disk full", "--label", "host")[1] == 2
    monkeypatch.delenv("MUSTER_KEY")
    assert refusal("Disk full") == ("Say --service, or set MUSTER_KEY.", 2)


def test_a_revoked_key_posts_nothing_within_a_second(story: Story) -> None:
    """The next request already is refused: every process asks the database."""
    muster = story.muster
    key = "mk_" + "k" * 32
    muster.sql(
        "INSERT INTO incidents_servicekey (service_id, digest, sealed, start)"
        " SELECT id, encode(sha256(%s::bytea), 'hex'), '', %s FROM incidents_service"
        " WHERE slug = 'ledger'",
        key,
        key[:12],
    )
    assert post(story, "/api/v1/alerts", key, {"title": "Disk full"}) == 202
    muster.sql("UPDATE incidents_servicekey SET revoked_at = now()")
    with pytest.raises(urllib.error.HTTPError) as error:
        post(story, "/api/v1/alerts", key, {"title": "Disk full"})
    assert error.value.code == 401
