"""Posting, editing, threads, pins, bookmarks."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.sandbox.forms import button, section
from tests.sandbox.refusal import error, refusal
from tests.sandbox_process import Sandbox

INCIDENTS = "C0INCIDENT"
ADA, FARID = "U0ADA00001", "U0FARID001"


def post(client: WebClient, text: str = "x", **more: Any) -> str:
    return str(client.chat_postMessage(channel=INCIDENTS, text=text, **more)["ts"])


def test_a_message_is_kept_as_it_was_sent(client: WebClient, slack: Sandbox) -> None:
    post(client, "a &lt;b&gt; <!here> *c*", blocks=[section("*c*")])
    message = slack.seen_channel("ada", "incidents")["messages"][-1]
    assert message["text"] == "a &lt;b&gt; <!here> *c*"
    assert message["blocks"][0]["text"]["text"] == "*c*"
    assert message["blocks"][0]["block_id"]
    assert message["user"] == "U0MUSTER01"


def test_an_empty_message_is_refused(client: WebClient) -> None:
    assert error(client.chat_postMessage, channel=INCIDENTS) == "no_text"


def test_a_text_over_40000_characters_is_refused(client: WebClient) -> None:
    ts = post(client, "x" * 40_000)
    long = "x" * 40_001
    say = client.chat_postMessage
    assert error(say, channel=INCIDENTS, text=long) == "msg_too_long"
    edit = client.chat_update
    assert error(edit, channel=INCIDENTS, ts=ts, text=long) == "msg_too_long"


def test_editing_changes_the_message_in_place(
    client: WebClient, slack: Sandbox
) -> None:
    ts = post(client, "open", blocks=[section("open")])
    client.chat_update(channel=INCIDENTS, ts=ts, text="resolved", blocks=[])
    messages = slack.channel("incidents")["messages"]
    assert [m["text"] for m in messages] == ["resolved"]
    assert messages[0]["blocks"] == []
    assert messages[0]["edited"]


def test_editing_the_text_alone_keeps_the_blocks(
    client: WebClient, slack: Sandbox
) -> None:
    ts = post(client, "open", blocks=[section("open")])
    client.chat_update(channel=INCIDENTS, ts=ts, text="resolved")
    assert slack.channel("incidents")["messages"][0]["blocks"]


def test_only_the_apps_own_messages_can_be_changed(
    client: WebClient, slack: Sandbox
) -> None:
    ts = slack.message("ada", "incidents", "mine")["ts"]
    edit = client.chat_update
    assert error(edit, channel=INCIDENTS, ts=ts, text="x") == "cant_update_message"
    drop = client.chat_delete
    assert error(drop, channel=INCIDENTS, ts=ts) == "cant_delete_message"
    assert error(edit, channel=INCIDENTS, ts="1.2", text="x") == "message_not_found"


def test_a_deleted_message_is_gone_with_its_pin(
    client: WebClient, slack: Sandbox
) -> None:
    ts = post(client)
    client.pins_add(channel=INCIDENTS, timestamp=ts)
    client.chat_delete(channel=INCIDENTS, ts=ts)
    channel = slack.channel("incidents")
    assert channel["pins"] == []
    assert ts not in [m["ts"] for m in channel["messages"]]


def test_replies_stay_in_their_thread(client: WebClient) -> None:
    ts = post(client, "parent")
    post(client, "one", thread_ts=ts)
    post(client, "two", thread_ts=ts, reply_broadcast=True)
    history = client.conversations_history(channel=INCIDENTS)["messages"]
    assert [m["text"] for m in history] == ["two", "parent"]
    thread = client.conversations_replies(channel=INCIDENTS, ts=ts)["messages"]
    assert [m["text"] for m in thread] == ["parent", "one", "two"]
    assert thread[0]["reply_count"] == 2
    unknown = client.conversations_replies
    assert error(unknown, channel=INCIDENTS, ts="1.2") == "thread_not_found"


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    metadata = {"event_type": "effect", "event_payload": {"id": 7}}
    post(client, metadata=metadata)
    plain = client.conversations_history(channel=INCIDENTS)["messages"][0]
    assert "metadata" not in plain
    full = client.conversations_history(channel=INCIDENTS, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata
    say = client.chat_postMessage
    wrong = {"event_type": "effect"}
    got = error(say, channel=INCIDENTS, text="x", metadata=wrong)
    assert got == "invalid_metadata_schema"


def test_history_is_cut_by_its_ends(client: WebClient) -> None:
    stamps = [post(client, str(n)) for n in range(4)]
    read = client.conversations_history
    between = read(channel=INCIDENTS, oldest=stamps[0], latest=stamps[3])
    assert [m["text"] for m in between["messages"]] == ["2", "1"]
    both = read(
        channel=INCIDENTS, oldest=stamps[1], latest=stamps[2], inclusive=True, limit=1
    )
    assert [m["text"] for m in both["messages"]] == ["2"]
    assert both["has_more"]
    rest = read(
        channel=INCIDENTS,
        oldest=stamps[1],
        latest=stamps[2],
        inclusive=True,
        limit=1,
        cursor=both["response_metadata"]["next_cursor"],
    )
    assert [m["text"] for m in rest["messages"]] == ["1"]


def test_history_needs_membership(client: WebClient) -> None:
    read = client.conversations_history
    assert error(read, channel="C0PAYMENTS") == "not_in_channel"


def test_an_ephemeral_message_is_seen_by_one_person_alone(
    client: WebClient, slack: Sandbox
) -> None:
    client.chat_postEphemeral(channel=INCIDENTS, user=ADA, text="psst")
    assert slack.seen_channel("ada", "incidents")["messages"][-1]["ephemeral"]
    assert slack.seen_channel("ben", "incidents")["messages"] == []
    assert client.conversations_history(channel=INCIDENTS)["messages"] == []
    outside = {"channel": "C0HELPINC1", "user": FARID, "text": "x"}
    assert error(client.chat_postEphemeral, **outside) == "user_not_in_channel"


def test_an_ephemeral_message_can_be_dismissed(
    client: WebClient, slack: Sandbox
) -> None:
    answer = client.chat_postEphemeral(channel=INCIDENTS, user=ADA, text="psst")
    slack.dismiss("ada", channel="incidents", ts=answer["message_ts"])
    assert slack.seen_channel("ada", "incidents")["messages"] == []


def test_a_message_is_pinned_once(client: WebClient, slack: Sandbox) -> None:
    ts = post(client, "card")
    client.pins_add(channel=INCIDENTS, timestamp=ts)
    pin = client.pins_add
    assert error(pin, channel=INCIDENTS, timestamp=ts) == "already_pinned"
    items = client.pins_list(channel=INCIDENTS)["items"]
    assert [item["message"]["text"] for item in items] == ["card"]
    assert slack.seen_channel("ada", "incidents")["pins"] == [ts]
    client.pins_remove(channel=INCIDENTS, timestamp=ts)
    unpin = client.pins_remove
    assert error(unpin, channel=INCIDENTS, timestamp=ts) == "no_pin"
    assert error(pin, channel=INCIDENTS) == "no_item_specified"
    assert error(pin, channel=INCIDENTS, timestamp="1.2") == "message_not_found"


def test_bookmarks_are_added_changed_and_removed(
    client: WebClient, slack: Sandbox
) -> None:
    add = client.bookmarks_add
    made = add(
        channel_id=INCIDENTS,
        title="Dashboard",
        type="link",
        link="https://grafana.example/d/1",
        emoji=":bar_chart:",
    )["bookmark"]
    client.bookmarks_edit(channel_id=INCIDENTS, bookmark_id=made["id"], title="Graphs")
    shown = slack.seen_channel("ada", "incidents")["bookmarks"]
    assert [(b["title"], b["emoji"]) for b in shown] == [("Graphs", ":bar_chart:")]
    client.bookmarks_remove(channel_id=INCIDENTS, bookmark_id=made["id"])
    assert client.bookmarks_list(channel_id=INCIDENTS)["bookmarks"] == []
    bad = {"channel_id": INCIDENTS, "title": "x", "type": "link", "link": "nowhere"}
    assert error(add, **bad) == "invalid_link"
    edit = client.bookmarks_edit
    assert error(edit, channel_id=INCIDENTS, bookmark_id="Bk0") == "not_found"


def test_a_permalink_leads_to_the_page(client: WebClient) -> None:
    ts = post(client)
    link = client.chat_getPermalink(channel=INCIDENTS, message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/{INCIDENTS}/p{ts.replace('.', '')}")
    assert httpx.get(link).headers["location"] == f"/?channel={INCIDENTS}&ts={ts}"
    reply = post(client, thread_ts=ts)
    assert httpx.get(link).headers["location"].endswith(f"&ts={ts}&thread={ts}")
    link = client.chat_getPermalink(channel=INCIDENTS, message_ts=reply)["permalink"]
    assert httpx.get(link).headers["location"].endswith(f"&ts={reply}&thread={ts}")
    get = client.chat_getPermalink
    assert error(get, channel=INCIDENTS, message_ts="1.2") == "message_not_found"


@pytest.mark.parametrize("user", ["ada", "ben"])
def test_unread_messages_count_until_they_are_read(
    client: WebClient, slack: Sandbox, user: str
) -> None:
    ts = post(client, "one")
    post(client, "reply", thread_ts=ts)
    slack.message("ada", "incidents", "mine")
    expected = 1 if user == "ada" else 2
    if user == "ada":
        slack.read("ada", "incidents")
        post(client, "two")
    assert slack.seen_channel(user, "incidents")["unread"] == expected
    slack.read(user, "incidents")
    assert slack.seen_channel(user, "incidents")["unread"] == 0


def test_a_thread_cannot_hang_on_a_message_that_is_not_there(
    client: WebClient,
) -> None:
    say = client.chat_postMessage
    got = refusal(say, channel=INCIDENTS, text="x", thread_ts="1700000000.000100")
    assert got["error"] == "cannot_reply_to_message"


def test_bad_blocks_in_a_message_leave_nothing_behind(
    client: WebClient, slack: Sandbox
) -> None:
    blocks = [section("x", accessory=button(value="x" * 2001))]
    got = refusal(client.chat_postMessage, channel=INCIDENTS, text="x", blocks=blocks)
    assert got["error"] == "invalid_blocks"
    assert got["response_metadata"]["messages"] == [
        "[ERROR] must be less than 2001 characters "
        "[json-pointer:/blocks/0/accessory/value]"
    ]
    assert slack.channel("incidents")["messages"] == []
