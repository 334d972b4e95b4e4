"""An answer of Slack is lost, and the incident has moved on before we ask again."""

from collections.abc import Callable

import pytest

from tests.company import Company
from tests.flows.story import Story

REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER refuse BEFORE INSERT ON incidents_posting
FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def slow(start_company: Callable[..., Company]) -> Story:
    """With time enough to change something before a failed call is tried again."""
    return Story(*start_company(LEASE_SECONDS="8", RETRY_SECONDS="2"))


def test_a_message_found_again_shows_the_incident_as_it_is_now(slow: Story) -> None:
    fault = slow.slack.fault("chat.postMessage", "drop_after", times=2)
    slow.declare("grace", "Search is slow", severity="SEV3", settled=False)
    _wait_for(slow, fault, fired=2)
    slow.types("ben", "random", "sev 1 SEV1")

    (card,) = slow.bot_messages(slow.incident_channel(1))
    announcement, change = slow.bot_messages("incidents")
    assert "SEV1" in slow.shown(card)
    assert "SEV1" in slow.shown(announcement)
    assert change["thread_ts"] == announcement["ts"]


def test_an_edit_whose_answer_was_lost_is_taken_back(slow: Story) -> None:
    slow.declare("grace", "Search is slow", severity="SEV3")
    lost = [
        slow.slack.fault("chat.update", "drop_after", times=2),
        slow.slack.fault("conversations.setTopic", "drop_after", times=1),
    ]
    slow.slack.command("ben", "random", "/incident", "sev 1 SEV1")
    _wait_for(slow, lost[0], fired=2)
    _wait_for(slow, lost[1], fired=1)
    slow.types("ben", "random", "sev 1 SEV3")

    channel = slow.incident_channel(1)
    assert "SEV3" in slow.shown(slow.bot_messages(channel)[0])
    assert "SEV3" in slow.shown(slow.bot_messages("incidents")[0])
    assert "SEV3" in slow.topic(channel)


def test_a_receipt_that_cannot_be_kept_posts_nothing_twice(slow: Story) -> None:
    slow.muster.sql(REFUSE)
    slow.declare("grace", "Search is slow", settled=False)
    slow.wait_for(lambda: _failed(slow) >= {"card", "announcement"})
    slow.muster.sql("DROP FUNCTION refuse CASCADE")
    slow.settle()

    assert len(slow.bot_messages(slow.incident_channel(1))) == 1
    assert len(slow.bot_messages("incidents")) == 1


def test_who_could_not_be_invited_is_named_though_the_answer_was_lost(
    slow: Story,
) -> None:
    lost = {"type": "user_change"}  # so that Muster learns of it by failing
    slow.slack.fault("deliver:event", "drop", times=5, match=lost)
    slow.slack.save_user(name="ben", deleted=True)
    slow.slack.fault("conversations.invite", "drop_after", times=1)
    slow.declare("grace", "Search is slow", service="Checkout API")

    assert slow.members(slow.incident_channel(1)) == {"grace", "ada", "chloe"}
    assert "Not invited: Ben" in slow.timeline(1)


def _failed(story: Story) -> set[str]:
    rows = story.muster.sql("SELECT kind FROM incidents_effect WHERE last_error > ''")
    return {str(kind) for (kind,) in rows}


def _wait_for(story: Story, fault: str, *, fired: int) -> None:
    def look() -> bool:
        return any(
            f["id"] == fault and f["fired"] >= fired for f in story.slack.faults()
        )

    story.wait_for(look)
