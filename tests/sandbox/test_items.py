"""Reactions and pins, by people and by the bot."""

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.refusal import error
from tests.sandbox.stand_in import StandIn
from tests.sandbox.test_events import events, manifest
from tests.sandbox_process import Sandbox, SandboxError, eventually

Json = dict[str, Any]
INCIDENTS = "C0INCIDENT"
ADA, BEN, BOT = "U0ADA00001", "U0BEN00001", "U0MUSTER01"


@pytest.fixture
def ts(slack: Sandbox) -> str:
    return str(slack.message("ben", "incidents", "The queue grows")["ts"])


def told(app: StandIn, kind: str, *, by: str = "") -> Json:
    """The one event of a kind, of this person, once it has come; events overtake."""

    def come() -> list[Json]:
        return [e for e in events(app) if e["type"] == kind and by in e["user"]]

    found: Json = eventually(come)[0]
    return found


def reactions(slack: Sandbox, ts: str) -> list[Json]:
    messages = slack.seen_channel("ada", "incidents")["messages"]
    found: list[Json] = next(m for m in messages if m["ts"] == ts)["reactions"]
    return found


def test_a_reaction_shows_and_is_told(slack: Sandbox, app: StandIn, ts: str) -> None:
    slack.put_manifest(manifest("reaction_added", scopes=("reactions:read",)))
    slack.react("ada", "incidents", ts, "pushpin")
    slack.react("ben", "incidents", ts, ":pushpin:")
    assert reactions(slack, ts) == [
        {"name": "pushpin", "users": [ADA, BEN], "count": 2}
    ]
    event = told(app, "reaction_added", by=ADA)
    assert event.pop("event_ts")
    assert event == {
        "type": "reaction_added",
        "user": ADA,
        "reaction": "pushpin",
        "item_user": BEN,
        "item": {"type": "message", "channel": INCIDENTS, "ts": ts},
    }


def test_a_reaction_taken_back_is_told(slack: Sandbox, app: StandIn, ts: str) -> None:
    slack.put_manifest(manifest("reaction_removed", scopes=("reactions:read",)))
    slack.react("ada", "incidents", ts, "eyes")
    slack.react("ada", "incidents", ts, "eyes", remove=True)
    assert reactions(slack, ts) == []
    assert told(app, "reaction_removed")["reaction"] == "eyes"
    with pytest.raises(SandboxError, match="no_reaction"):
        slack.react("ada", "incidents", ts, "eyes", remove=True)


def test_without_the_scope_no_reaction_is_told(
    slack: Sandbox, app: StandIn, ts: str
) -> None:
    slack.put_manifest(manifest("reaction_added", "pin_added", scopes=("pins:read",)))
    slack.react("ada", "incidents", ts, "eyes")
    slack.pin("ada", "incidents", ts)
    eventually(lambda: app.requests)
    assert {e["type"] for e in events(app)} == {"pin_added"}


def test_where_the_app_is_not_nothing_is_told(slack: Sandbox, app: StandIn) -> None:
    scopes = ("reactions:read", "pins:read")
    slack.put_manifest(manifest("reaction_added", "pin_added", scopes=scopes))
    there = slack.message("ada", "general", "hello")["ts"]
    here = slack.message("ada", "incidents", "hello")["ts"]
    slack.react("ada", "general", there, "eyes")
    slack.pin("ada", "general", there)
    slack.react("ada", "incidents", here, "eyes")
    eventually(lambda: app.requests)
    assert [e["item"]["channel"] for e in events(app)] == [INCIDENTS]


@pytest.mark.parametrize(
    ("user", "name", "expected"),
    [
        ("ada", "Not A Name", "invalid_name"),
        ("ada", "eyes", "already_reacted"),
        ("june", "eyes", "not_in_channel"),
    ],
)
def test_a_reaction_slack_would_not_take_is_refused(
    slack: Sandbox, ts: str, user: str, name: str, expected: str
) -> None:
    slack.react("ada", "incidents", ts, "eyes")
    with pytest.raises(SandboxError, match=expected):
        slack.react(user, "incidents", ts, name)


def test_one_person_has_23_reactions_to_a_message(slack: Sandbox, ts: str) -> None:
    for number in range(23):
        slack.react("ada", "incidents", ts, f"emoji{number}")
    with pytest.raises(SandboxError, match="too_many_reactions"):
        slack.react("ada", "incidents", ts, "one-more")


def test_the_bot_reacts_and_reads_reactions(
    client: WebClient, slack: Sandbox, ts: str
) -> None:
    one: Json = {"channel": INCIDENTS, "timestamp": ts}
    client.reactions_add(name="thumbsup", **one)
    slack.react("ada", "incidents", ts, "thumbsup")
    message = client.reactions_get(**one)["message"]
    assert message["reactions"][0]["users"] == [BOT, ADA]
    assert message["permalink"].startswith(slack.url)
    assert error(client.reactions_add, name="thumbsup", **one) == "already_reacted"
    listed = client.reactions_list()["items"]
    assert [row["message"]["ts"] for row in listed] == [ts]
    client.reactions_remove(name="thumbsup", **one)
    assert error(client.reactions_remove, name="thumbsup", **one) == "no_reaction"


def test_a_pin_is_told_with_its_message_and_a_permalink(
    slack: Sandbox, app: StandIn, client: WebClient, ts: str
) -> None:
    slack.put_manifest(manifest("pin_added", scopes=("pins:read",)))
    slack.pin("ada", "incidents", ts)
    event = told(app, "pin_added")
    assert (event["user"], event["channel_id"]) == (ADA, INCIDENTS)
    assert (event["item_user"], event["pin_count"]) == (BEN, "1")
    item = event["item"]
    assert (item["type"], item["channel"]) == ("message", INCIDENTS)
    assert (item["created_by"], item["message"]["ts"]) == (ADA, ts)
    link = client.chat_getPermalink(channel=INCIDENTS, message_ts=ts)["permalink"]
    assert item["message"]["permalink"] == link
    channel = slack.seen_channel("ada", "incidents")
    assert channel["pins"] == [ts]
    assert channel["messages"][-1]["subtype"] == "pinned_item"


def test_a_pin_taken_off_is_told(slack: Sandbox, app: StandIn, ts: str) -> None:
    slack.put_manifest(manifest("pin_removed", scopes=("pins:read",)))
    slack.pin("ada", "incidents", ts)
    with pytest.raises(SandboxError, match="already_pinned"):
        slack.pin("ben", "incidents", ts)
    slack.pin("ben", "incidents", ts, remove=True)
    event = told(app, "pin_removed")
    assert (event["user"], event["has_pins"], event["pin_count"]) == (BEN, False, "0")
    assert slack.seen_channel("ada", "incidents")["pins"] == []
    with pytest.raises(SandboxError, match="no_pin"):
        slack.pin("ben", "incidents", ts, remove=True)


def test_the_bots_own_pin_is_told_too(
    slack: Sandbox, app: StandIn, client: WebClient, ts: str
) -> None:
    scopes = ("pins:read", "pins:write")
    slack.put_manifest(manifest("pin_added", scopes=scopes))
    client.pins_add(channel=INCIDENTS, timestamp=ts)
    assert told(app, "pin_added")["user"] == BOT


def test_a_channel_holds_a_hundred_pins(slack: Sandbox) -> None:
    for number in range(100):
        posted = slack.message("ada", "incidents", f"n {number}")
        slack.pin("ada", "incidents", posted["ts"])
    last = slack.message("ada", "incidents", "one more")["ts"]
    with pytest.raises(SandboxError, match="too_many_pins"):
        slack.pin("ada", "incidents", last)


def test_slacks_own_lines_cannot_be_pinned(slack: Sandbox, ts: str) -> None:
    slack.pin("ada", "incidents", ts)
    line = slack.channel("incidents")["messages"][-1]
    with pytest.raises(SandboxError, match="not_pinnable"):
        slack.pin("ada", "incidents", line["ts"])
