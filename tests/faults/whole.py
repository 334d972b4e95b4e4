"""What must be there in the end, whatever went wrong on the way."""

import json
from collections import Counter

from tests.flows.story import Json, Story

TITLE = "Checkout is down"
EVERYONE = {"grace", "ada", "ben", "chloe"}
SLOW = 60.0


def declare(story: Story) -> None:
    """The incident of these tests: SEV1, so that every path is taken."""
    story.declare(
        "grace", TITLE, severity="SEV1", service="Checkout API", settled=False
    )


def is_whole(story: Story) -> bool:
    """One incident, channel, card, pin and announcement; everyone is invited."""
    channels = [c for c in story.slack.dump()["channels"] if _of_incident(c)]
    if len(channels) != 1 or story.incident_count() != 1:
        return False
    (channel,) = channels
    cards = [m for m in story.bot_messages(channel) if _card(m)]
    announcements = story.bot_messages("incidents")
    return (
        len(cards) == 1
        and [pin["ts"] for pin in channel["pins"]] == [cards[0]["ts"]]
        and len(announcements) == 1
        and f"<#{channel['id']}" in json.dumps(announcements[0])
        and story.members(channel) >= EVERYONE
        and "SEV1" in story.topic(channel)
        and _titles(channel) == {"Timeline": 1, "Runbook: Checkout API": 1}
    )


def assert_whole(story: Story) -> None:
    """In the end, and nothing more after it."""
    story.wait_for(lambda: is_whole(story) or None, seconds=SLOW)
    story.wait_for(lambda: story.pending() == 0 or None, seconds=SLOW)
    assert is_whole(story)


def _of_incident(channel: Json) -> bool:
    return str(channel.get("name") or "").startswith("inc-")


def _card(message: Json) -> bool:
    return '"incident_resolve"' in json.dumps(message["blocks"])


def _titles(channel: Json) -> Counter[str]:
    return Counter(bookmark["title"] for bookmark in channel["bookmarks"])
