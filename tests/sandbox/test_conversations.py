"""Channels: names, invitations, membership, pages."""

import pytest
from slack_sdk import WebClient

from tests.sandbox.refusal import error, refusal
from tests.sandbox_process import Sandbox

ADA, BEN, IVAN, BOT = "U0ADA00001", "U0BEN00001", "U0IVAN0001", "U0MUSTER01"


def create(client: WebClient, name: str = "inc-1") -> str:
    return str(client.conversations_create(name=name)["channel"]["id"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Checkout", "invalid_name_specials"),
        ("check out", "invalid_name_specials"),
        ("check.out", "invalid_name_specials"),
        ("general", "name_taken"),
        ("payments-oncall", "name_taken"),
    ],
)
def test_a_channel_name_slack_would_not_take_is_refused(
    client: WebClient, name: str, expected: str
) -> None:
    assert error(client.conversations_create, name=name) == expected


def test_a_channel_name_of_80_characters_or_another_script_is_taken(
    client: WebClient,
) -> None:
    create(client, "x" * 80)
    create(client, "障害-1")


def test_an_archived_channel_keeps_its_name(client: WebClient) -> None:
    channel = create(client)
    client.conversations_archive(channel=channel)
    assert error(client.conversations_create, name="inc-1") == "name_taken"
    assert error(client.conversations_archive, channel=channel) == "already_archived"


def test_an_archived_channel_takes_no_more(client: WebClient) -> None:
    channel = create(client)
    client.conversations_archive(channel=channel)
    assert error(client.chat_postMessage, channel=channel, text="x") == "is_archived"
    invite = client.conversations_invite
    assert error(invite, channel=channel, users=ADA) == "is_archived"
    topic = client.conversations_setTopic
    assert error(topic, channel=channel, topic="x") == "is_archived"


def test_inviting_brings_people_in_and_says_so(
    client: WebClient, slack: Sandbox
) -> None:
    channel = create(client)
    client.conversations_invite(channel=channel, users=[ADA, BEN])
    assert slack.channel(channel)["members"] == [BOT, ADA, BEN]
    seen = slack.seen_channel("ada", "inc-1")
    assert [m["subtype"] for m in seen["messages"]] == ["channel_join"] * 3


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("U0NOBODY01", "user_not_found"),
        (BOT, "cant_invite_self"),
        (IVAN, "cant_invite"),
        (BEN, "already_in_channel"),
    ],
)
def test_one_bad_invitation_sinks_the_batch_without_force(
    client: WebClient, slack: Sandbox, user: str, expected: str
) -> None:
    channel = create(client)
    client.conversations_invite(channel=channel, users=BEN)
    answer = refusal(client.conversations_invite, channel=channel, users=[ADA, user])
    assert answer["error"] == expected
    assert answer["errors"] == [{"user": user, "ok": False, "error": expected}]
    assert ADA not in slack.channel(channel)["members"]


def test_force_lets_the_good_invitations_through_and_lists_the_others(
    client: WebClient, slack: Sandbox
) -> None:
    channel = create(client)
    answer = client.conversations_invite(
        channel=channel, users=[ADA, IVAN, "U0NOBODY01"], force=True
    )
    assert [e["error"] for e in answer["errors"]] == ["cant_invite", "user_not_found"]
    assert slack.channel(channel)["members"] == [BOT, ADA]


def test_force_with_nobody_left_is_still_an_error(client: WebClient) -> None:
    channel = create(client)
    invite = client.conversations_invite
    assert error(invite, channel=channel, users=IVAN, force=True) == "cant_invite"


def test_the_bot_must_be_in_a_channel_to_invite_to_it(client: WebClient) -> None:
    invite = client.conversations_invite
    assert error(invite, channel="C0PAYMENTS", users=ADA) == "not_in_channel"
    assert error(invite, channel="C0NOWHERE1", users=ADA) == "channel_not_found"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    client: WebClient, slack: Sandbox
) -> None:
    secret = slack.make_channel("secret", is_private=True, creator="ada")
    post = client.chat_postMessage
    assert error(post, channel=secret["id"], text="x") == "channel_not_found"
    assert "secret" not in [
        c["name"]
        for c in client.conversations_list(types="private_channel")["channels"]
    ]
    slack.change_channel("secret", add=["muster"])
    assert client.chat_postMessage(channel=secret["id"], text="x")["ok"]


def test_joining_twice_is_a_warning(client: WebClient) -> None:
    assert "warning" not in client.conversations_join(channel="C0PAYMENTS").data
    again = client.conversations_join(channel="C0PAYMENTS")
    assert again["warning"] == "already_in_channel"


def test_a_topic_of_251_characters_is_too_long(client: WebClient) -> None:
    channel = create(client)
    client.conversations_setTopic(channel=channel, topic="x" * 250)
    topic = client.conversations_setTopic
    assert error(topic, channel=channel, topic="x" * 251) == "too_long"


def test_pages_follow_one_another_by_cursor(client: WebClient) -> None:
    names: list[str] = []
    cursor = ""
    for _ in range(10):
        page = client.users_list(limit=4, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(names) == len(set(names)) == 11
    assert error(client.users_list, cursor="nonsense") == "invalid_cursor"


def test_a_direct_message_is_opened_once(client: WebClient) -> None:
    first = client.conversations_open(users=ADA)
    again = client.conversations_open(users=[ADA])
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["already_open"]
    assert error(client.conversations_open, users=IVAN) == "user_disabled"
    assert (
        client.chat_postMessage(channel=ADA, text="x")["channel"]
        == (first["channel"]["id"])
    )


def test_user_groups_and_their_members_are_listed(client: WebClient) -> None:
    groups = {g["handle"]: g["id"] for g in client.usergroups_list()["usergroups"]}
    members = client.usergroups_users_list(usergroup=groups["payments-oncall"])
    assert members["users"] == [ADA]
    unknown = client.usergroups_users_list
    assert error(unknown, usergroup="S0NOTHING1") == "no_such_subteam"


def test_a_channel_an_admin_renames_shows_its_new_name(
    client: WebClient, slack: Sandbox
) -> None:
    channel = create(client)
    slack.change_channel("inc-1", name="inc-1-checkout")
    info = client.conversations_info(channel=channel, include_num_members=True)
    assert info["channel"]["name"] == "inc-1-checkout"
    assert info["channel"]["previous_names"] == ["inc-1"]
    assert info["channel"]["num_members"] == 1
    assert client.conversations_members(channel=channel)["members"] == [BOT]


def test_the_bots_own_conversations_are_listed(client: WebClient) -> None:
    mine = client.users_conversations(types="public_channel")["channels"]
    assert {c["name"] for c in mine} == {"incidents", "help-incidents"}
    kind = {"types": "secret_channel"}
    assert error(client.conversations_list, **kind) == "invalid_types"
