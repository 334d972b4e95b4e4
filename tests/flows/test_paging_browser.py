"""From Debian's Prometheus to a phone, a key and the message in Slack, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.environment import SETTINGS
from tests.flows.alerting import ROOM, Tool
from tests.flows.story import Story
from tests.flows.test_oncall import primary
from tests.real.prometheus import Monitoring, running_monitoring
from tests.servers import Servers

PASSWORD = SETTINGS["DEMO_ADMIN_PASSWORD"]
KEY = "mk_a-key-of-alertmanager"
SERVICE = "card-gateway"
TITLE = "Checkout on web-1 is down"
SOON = 40_000  # milliseconds
# So that phones ring at once, whatever o'clock it is.
NOBODY_WATCHES = """
INSERT INTO incidents_calendarevent
    (service_id, name, kind, starts_at, ends_at)
SELECT id, 'Out of office', 'automate', now() - interval '1 hour',
    now() + interval '1 day' FROM incidents_service WHERE slug = %s
"""


@pytest.fixture
def monitoring(story: Story, servers: Servers) -> Iterator[Monitoring]:
    """A real Prometheus and Alertmanager, whose alerts are the Card Gateway's."""
    story.slack.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})
    story.muster.sql(NOBODY_WATCHES, SERVICE)
    tool = Tool(story, SERVICE, KEY)
    hook = f"{story.muster.url}/hooks/alertmanager/{tool.key}"
    receiver = {"name": "muster", "webhook_configs": [{"url": hook}]}
    folder = servers.folder / f"monitoring-{servers.number()}"
    with running_monitoring(
        folder, receivers=[receiver], lifeline=servers.lifeline
    ) as found:
        yield found


def sees(page: Page, story: Story, who: str) -> Locator:
    """They look at their team's room; answers where the incident's message will be."""
    user, room = story.slack.user(who)["id"], story.slack.channel(ROOM)["id"]
    page.goto(f"{story.slack.url}/?user={user}&channel={room}")
    expect(page.get_by_test_id("channel-title")).to_contain_text(ROOM)
    return page.get_by_test_id("message").filter(has_text=TITLE)


def test_what_alertmanager_tells_rings_a_phone_and_key_1_shows_in_slack(
    story: Story, monitoring: Monitoring, browser: Browser
) -> None:
    who = primary(story)
    name = story.slack.user(who)["real_name"]
    with browser.new_page() as page:
        message = sees(page, story, who)
        monitoring.breaks("web-1")
        page.get_by_test_id("ring").click(timeout=SOON)
        page.get_by_test_id("phone-answer").click()
        said = page.get_by_test_id("phone-said")
        for words in ("Muster calls", TITLE, "Card Gateway", "Press 1 to acknowledge"):
            expect(said).to_contain_text(words)
        page.get_by_test_id("key-1").click()
        expect(page.get_by_test_id("phone-past").first).to_contain_text("you pressed 1")

        page.get_by_test_id(f"channel-{ROOM}").click()
        shown = message.first
        expect(shown).to_contain_text("1 acknowledged", timeout=SOON)
        expect(shown).to_contain_text(f"acknowledged by {name}")

        page.goto(f"{story.muster.url}/incidents/1/")
        page.get_by_label("E-mail").fill("ada@brightwater.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        timeline = page.locator(".timeline")
        for line in (
            "Level 0 of “Payments: on call, then its lead”",
            f"paging {name}",
            f"phone call to {name} was answered",
            f"Status: Triage → Investigating. Lead: nobody → {name}",
            "Paging ends",
        ):
            expect(timeline).to_contain_text(line)
