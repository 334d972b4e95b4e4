"""Archiving and opening again, renaming, leaving, putting out; finding by address."""

import pytest
from slack_sdk import WebClient

from tests.sandbox.conftest import web_client
from tests.sandbox.refusal import error
from tests.sandbox.test_events import manifest
from tests.sandbox_process import Sandbox

ADA, BOT = "U0ADA00001", "U0MUSTER01"


@pytest.fixture
def channel(client: WebClient) -> str:
    return str(client.conversations_create(name="inc-1")["channel"]["id"])


def test_a_bot_cannot_open_an_archived_channel_but_an_admin_can(
    client: WebClient, slack: Sandbox, channel: str
) -> None:
    admin = web_client(slack, slack.admin_token)
    assert error(admin.conversations_unarchive, channel=channel) == "not_archived"
    client.conversations_archive(channel=channel)
    assert error(client.conversations_unarchive, channel=channel) == "not_in_channel"
    admin.conversations_unarchive(channel=channel)
    seen = slack.channel("inc-1")
    assert not seen["is_archived"]
    assert seen["messages"][-1]["subtype"] == "channel_unarchive"
    assert seen["messages"][-1]["user"] == ADA


def test_the_bot_renames_what_it_made_and_nothing_else(
    client: WebClient, slack: Sandbox, channel: str
) -> None:
    renamed = client.conversations_rename(channel=channel, name="inc-1-checkout")
    assert renamed["channel"]["name"] == "inc-1-checkout"
    assert slack.channel(channel)["messages"][-1]["subtype"] == "channel_name"
    rename = client.conversations_rename
    assert error(rename, channel="C0INCIDENT", name="x") == "not_authorized"
    assert error(rename, channel=channel, name="general") == "name_taken"
    assert error(rename, channel=channel, name="Not So") == "invalid_name_specials"
    assert error(rename, channel=channel, name="") == "invalid_name_required"
    assert error(rename, channel="C0GENERAL1", name="x") == "not_in_channel"


def test_the_bot_leaves_once(client: WebClient, slack: Sandbox, channel: str) -> None:
    assert "not_in_channel" not in client.conversations_leave(channel=channel).data
    assert BOT not in slack.channel(channel)["members"]
    assert client.conversations_leave(channel=channel)["not_in_channel"]
    leave = client.conversations_leave
    assert error(leave, channel="C0GENERAL1") == "cant_leave_general"
    private = client.conversations_create(name="quiet", is_private=True)["channel"]
    assert error(leave, channel=private["id"]) == "last_member"


def test_the_bot_puts_somebody_out(
    client: WebClient, slack: Sandbox, channel: str
) -> None:
    client.conversations_invite(channel=channel, users=ADA)
    kick = client.conversations_kick
    kick(channel=channel, user=ADA)
    assert slack.channel(channel)["members"] == [BOT]
    assert error(kick, channel=channel, user=ADA) == "not_in_channel"
    assert error(kick, channel=channel, user=BOT) == "cant_kick_self"
    assert error(kick, channel=channel, user="U0NOBODY") == "user_not_found"


def test_keeping_channels_needs_its_scope(
    client: WebClient, slack: Sandbox, channel: str
) -> None:
    slack.put_manifest(manifest(scopes=("channels:read",)))
    for call in (
        client.conversations_unarchive,
        client.conversations_leave,
        client.conversations_archive,
    ):
        assert error(call, channel=channel) == "missing_scope"


def test_people_are_found_by_their_address_while_they_are_here(
    client: WebClient, slack: Sandbox
) -> None:
    find = client.users_lookupByEmail
    assert find(email="Ada@Brightwater.example")["user"]["id"] == ADA
    assert error(find, email="ivan@brightwater.example") == "users_not_found"
    assert error(find, email="nobody@brightwater.example") == "users_not_found"
    slack.put_manifest(manifest(scopes=("users:read",)))
    assert error(find, email="ada@brightwater.example") == "missing_scope"
