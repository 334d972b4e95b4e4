"""The Events API: who is told, retries, and the manifest's say in it."""

import time
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.refusal import error, refusal
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, eventually

Json = dict[str, Any]


def manifest(*events: str, scopes: tuple[str, ...] = ()) -> Json:
    return {
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }


def events(app: StandIn) -> list[Json]:
    return [got.json["event"] for got in app.requests]


def test_a_mention_of_the_bot_arrives_as_an_event(slack: Sandbox, app: StandIn) -> None:
    slack.message("ada", "incidents", "<@U0MUSTER01> what is open?")
    outer = eventually(lambda: app.requests and app.requests[0].json)
    assert outer["type"] == "event_callback"
    assert outer["event"]["type"] == "app_mention"
    assert outer["event"]["user"] == "U0ADA00001"
    assert outer["event_id"].startswith("Ev")
    assert outer["authorizations"][0]["user_id"] == "U0MUSTER01"


def test_a_mention_where_the_bot_is_not_stays_unheard(
    slack: Sandbox, app: StandIn
) -> None:
    slack.message("ada", "general", "<@U0MUSTER01> hello?")
    slack.message("ada", "incidents", "<@U0MUSTER01> here")
    eventually(lambda: app.requests)
    assert [e["channel"] for e in events(app)] == ["C0INCIDENT"]


def test_joining_a_channel_the_bot_is_in_is_told(slack: Sandbox, app: StandIn) -> None:
    slack.join("hugo", "help-incidents")
    eventually(lambda: app.requests)
    assert events(app)[0]["type"] == "member_joined_channel"
    assert events(app)[0]["user"] == "U0HUGO0001"


def test_only_events_of_the_manifest_are_sent(slack: Sandbox, app: StandIn) -> None:
    asked = ("message.channels", "channel_archive", "team_join")
    slack.put_manifest(manifest(*asked, scopes=("channels:history", "users:read")))
    slack.message("ada", "incidents", "<@U0MUSTER01> hello")
    slack.change_channel("help-incidents", is_archived=True)
    slack.save_user(name="kim")
    slack.join("kim", "incidents")
    eventually(lambda: len(app.requests) >= 5)
    kinds = {(e["type"], e.get("subtype")) for e in events(app)}
    assert kinds == {
        ("message", None),
        ("message", "channel_archive"),
        ("message", "channel_join"),
        ("channel_archive", None),
        ("team_join", None),
    }


def test_edits_and_deletions_are_messages_of_a_subtype(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    slack.put_manifest(
        manifest("message.channels", scopes=("chat:write", "channels:history"))
    )
    ts = client.chat_postMessage(channel="C0INCIDENT", text="a")["ts"]
    client.chat_update(channel="C0INCIDENT", ts=ts, text="b")
    client.chat_delete(channel="C0INCIDENT", ts=ts)
    eventually(lambda: len(app.requests) == 3)
    subtypes = {e.get("subtype") for e in events(app)}
    assert subtypes == {None, "message_changed", "message_deleted"}


def test_a_failed_event_is_retried_three_times(slack: Sandbox, app: StandIn) -> None:
    app.answers(status=500)
    slack.message("ada", "incidents", "<@U0MUSTER01>")
    eventually(lambda: len(app.requests) == 4)
    time.sleep(0.3)
    assert [got.headers.get("x-slack-retry-num") for got in app.requests] == [
        None,
        "1",
        "2",
        "3",
    ]
    assert app.requests[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({got.json["event_id"] for got in app.requests}) == 1


def test_an_event_that_was_late_names_the_time_out(
    slack: Sandbox, app: StandIn
) -> None:
    app.answers(delay=3.2)
    slack.message("ada", "incidents", "<@U0MUSTER01>")
    eventually(lambda: len(app.requests) == 2)
    assert app.requests[1].headers["x-slack-retry-reason"] == "http_timeout"
    app.answers()


def test_no_retry_means_no_retry(slack: Sandbox, app: StandIn) -> None:
    app.answers(status=500, headers={"X-Slack-No-Retry": "1"})
    slack.message("ada", "incidents", "<@U0MUSTER01>")
    eventually(lambda: app.requests)
    time.sleep(0.3)
    assert len(app.requests) == 1


def test_the_request_url_is_verified_by_challenge(slack: Sandbox) -> None:
    assert slack.post("/_sandbox/verify", {})["ok"]


def test_a_scope_the_manifest_lacks_is_named(client: WebClient, slack: Sandbox) -> None:
    slack.put_manifest(manifest(scopes=("chat:write", "users:read")))
    answer = refusal(client.conversations_create, name="inc-1")
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "channels:manage"
    assert answer["provided"] == "chat:write,users:read"


def test_posting_where_the_bot_is_not_needs_its_own_scope(
    client: WebClient, slack: Sandbox
) -> None:
    slack.put_manifest(manifest(scopes=("chat:write",)))
    say = client.chat_postMessage
    assert error(say, channel="C0GENERAL1", text="x") == "not_in_channel"
    slack.put_manifest(manifest(scopes=("chat:write", "chat:write.public")))
    assert say(channel="C0GENERAL1", text="x")["ok"]


@pytest.mark.parametrize("granted", [True, False])
def test_emails_need_their_own_scope(
    client: WebClient, slack: Sandbox, granted: bool
) -> None:
    more = ("users:read.email",) if granted else ()
    slack.put_manifest(manifest(scopes=("users:read", *more)))
    profile = client.users_info(user="U0ADA00001")["user"]["profile"]
    assert profile.get("email") == ("ada@brightwater.example" if granted else None)


def test_an_app_without_its_messages_tab_cannot_write_to_people(
    client: WebClient, slack: Sandbox
) -> None:
    granted = manifest(scopes=("chat:write", "im:write"))
    slack.put_manifest(granted)
    say = client.chat_postMessage
    assert error(say, channel="U0ADA00001", text="x") == "messages_tab_disabled"
    enabled = {"features": {"app_home": {"messages_tab_enabled": True}}}
    slack.put_manifest(granted | enabled)
    assert say(channel="U0ADA00001", text="x")["ok"]


def test_whoever_mentions_the_bot_elsewhere_is_asked_to_invite_it(
    slack: Sandbox, app: StandIn
) -> None:
    asked = ("app_mention", "member_joined_channel")
    slack.put_manifest(manifest(*asked, scopes=("app_mentions:read",)))
    slack.message("ada", "general", "<@U0MUSTER01> what is open?")
    notice = slack.state("ada")["notices"][-1]
    assert (notice["kind"], notice["channel"]) == ("info", "C0GENERAL1")
    assert "not in this channel" in notice["text"]
    assert slack.state("ben")["notices"] == []
    slack.change_channel("general", add=["muster"], by="ada")
    eventually(lambda: len(app.requests) == 2)
    told = {e["type"]: e for e in events(app)}
    assert told["app_mention"]["text"] == "<@U0MUSTER01> what is open?"


def test_a_mention_needs_its_scope_and_is_no_message_event(
    slack: Sandbox, app: StandIn
) -> None:
    slack.put_manifest(manifest("app_mention"))
    slack.message("ada", "incidents", "<@U0MUSTER01> unheard")
    slack.put_manifest(manifest("app_mention", scopes=("app_mentions:read",)))
    slack.message("ada", "incidents", "<@U0MUSTER01> heard")
    slack.message("ada", "incidents", "nobody in particular")
    slack.message("ada", "incidents", "<@U0MUSTER01> twice")
    eventually(lambda: len(app.requests) == 2)
    assert {e["text"] for e in events(app)} == {
        "<@U0MUSTER01> heard",
        "<@U0MUSTER01> twice",
    }
    assert {e["type"] for e in events(app)} == {"app_mention"}
