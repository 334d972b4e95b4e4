"""User groups over the Web API: made, changed, filled, switched off."""

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.conftest import web_client
from tests.sandbox.refusal import error
from tests.sandbox.stand_in import StandIn
from tests.sandbox.test_events import events, manifest
from tests.sandbox_process import Sandbox, eventually

Json = dict[str, Any]
ADA, BEN, IVAN, JUNE = "U0ADA00001", "U0BEN00001", "U0IVAN0001", "U0JUNE0001"
BOT, PAYMENTS = "U0MUSTER01", "S0PAYONCAL"


@pytest.fixture
def admin(slack: Sandbox) -> WebClient:
    return web_client(slack, slack.admin_token)


def test_a_group_is_made_and_listed(client: WebClient, slack: Sandbox) -> None:
    made = client.usergroups_create(
        name="Data on call", handle="data-oncall", description="Pipelines"
    )["usergroup"]
    assert (made["handle"], made["created_by"]) == ("data-oncall", BOT)
    client.usergroups_users_update(usergroup=made["id"], users=[ADA, BEN])
    listed = client.usergroups_list(include_users=True, include_count=True)
    group = next(g for g in listed["usergroups"] if g["id"] == made["id"])
    assert (group["users"], group["user_count"]) == ([ADA, BEN], 2)
    assert group["description"] == "Pipelines"
    seen = [g for g in slack.state("ada")["usergroups"] if g["id"] == made["id"]]
    assert seen == [
        {
            "id": made["id"],
            "handle": "data-oncall",
            "name": "Data on call",
            "users": [ADA, BEN],
            "is_disabled": False,
        }
    ]


def test_counts_and_members_come_only_when_asked_for(client: WebClient) -> None:
    group = client.usergroups_list()["usergroups"][0]
    assert not {"users", "user_count"} & set(group)


def test_members_are_replaced_all_at_once(client: WebClient) -> None:
    update = client.usergroups_users_update
    assert update(usergroup=PAYMENTS, users=[BEN])["usergroup"]["users"] == [BEN]
    assert client.usergroups_users_list(usergroup=PAYMENTS)["users"] == [BEN]


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        ("", "no_users_provided"),
        (" , ", "no_users_provided"),
        ("ada", "invalid_users"),
        ("U0NOBODY0", "failed_for_some_users"),
        (f"{ADA},{BOT}", "invalid_users"),
        (f"{ADA},{JUNE}", "invalid_users"),
        (f"{ADA},{IVAN}", "invalid_users"),
    ],
)
def test_a_group_cannot_be_emptied_or_given_bots_guests_and_strangers(
    client: WebClient, users: str, expected: str
) -> None:
    update = client.usergroups_users_update
    assert error(update, usergroup=PAYMENTS, users=users) == expected
    assert client.usergroups_users_list(usergroup=PAYMENTS)["users"] == [ADA]


def test_a_disabled_group_hides_and_keeps_its_members(
    client: WebClient, slack: Sandbox
) -> None:
    client.usergroups_disable(usergroup=PAYMENTS)
    assert PAYMENTS not in [g["id"] for g in client.usergroups_list()["usergroups"]]
    everything = client.usergroups_list(include_disabled=True)["usergroups"]
    assert next(g for g in everything if g["id"] == PAYMENTS)["date_delete"] > 0
    members = client.usergroups_users_list
    assert error(members, usergroup=PAYMENTS) == "no_such_subteam"
    assert members(usergroup=PAYMENTS, include_disabled=True)["users"] == [ADA]
    seen = {g["id"]: g["is_disabled"] for g in slack.state("ada")["usergroups"]}
    assert seen[PAYMENTS] is True
    client.usergroups_enable(usergroup=PAYMENTS)
    assert members(usergroup=PAYMENTS)["users"] == [ADA]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"handle": "Loud Handle"}, "bad_handle"),
        ({"handle": "here"}, "forbidden_handle"),
        ({"handle": "general"}, "handle_already_exists"),
        ({"handle": "ada"}, "handle_already_exists"),
        ({"handle": "platform-oncall"}, "handle_already_exists"),
        ({"name": "Platform on call"}, "name_already_exists"),
        ({"name": "x" * 256}, "name_too_long"),
        ({"description": "x" * 256}, "description_too_long"),
        ({"channels": "C0NOWHERE"}, "invalid_channel_provided"),
    ],
)
def test_names_and_handles_are_unique_and_plain(
    client: WebClient, fields: Json, expected: str
) -> None:
    update = client.usergroups_update
    assert error(update, usergroup=PAYMENTS, **fields) == expected
    made: Json = {"name": "New", "handle": "new", **fields}
    assert error(client.usergroups_create, **made) == expected


def test_a_group_keeps_its_own_handle_when_it_is_renamed(client: WebClient) -> None:
    update = client.usergroups_update
    changed = update(usergroup=PAYMENTS, name="Payments", handle="payments-oncall")
    assert changed["usergroup"]["name"] == "Payments"


def test_an_unknown_group_is_no_such_subteam(client: WebClient) -> None:
    assert error(client.usergroups_disable, usergroup="S0NONE") == "no_such_subteam"


def test_where_admins_manage_groups_a_bot_may_not(
    client: WebClient, admin: WebClient, slack: Sandbox
) -> None:
    slack.settings(groups_by="admins")
    update = client.usergroups_users_update
    assert error(update, usergroup=PAYMENTS, users=[BEN]) == "permission_denied"
    assert error(client.usergroups_create, name="N") == "permission_denied"
    assert client.usergroups_list()["ok"]
    changed = admin.usergroups_users_update(usergroup=PAYMENTS, users=[BEN])
    assert changed["usergroup"]["updated_by"] == ADA
    slack.reset()
    assert update(usergroup=PAYMENTS, users=[BEN])["ok"]


def test_reading_and_writing_groups_are_scopes_of_their_own(
    client: WebClient, slack: Sandbox
) -> None:
    slack.put_manifest(manifest(scopes=("usergroups:read",)))
    assert client.usergroups_list()["ok"]
    update = client.usergroups_users_update
    assert error(update, usergroup=PAYMENTS, users=[BEN]) == "missing_scope"


def test_who_joined_and_left_a_group_is_told(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    scopes = ("usergroups:read", "usergroups:write")
    slack.put_manifest(manifest("subteam_members_changed", scopes=scopes))
    client.usergroups_users_update(usergroup=PAYMENTS, users=[BEN])
    event = eventually(lambda: events(app))[0]
    assert (event["added_users"], event["removed_users"]) == ([BEN], [ADA])
    assert event["subteam_id"] == PAYMENTS


def test_an_argument_slack_does_not_have_is_refused(client: WebClient) -> None:
    call = client.api_call
    extra: Json = {"usergroup": PAYMENTS, "colour": "red"}
    assert error(call, "usergroups.disable", params=extra) == "invalid_arg_name"
    assert error(call, "usergroups.enable", params={}) == "invalid_arguments"


def test_managing_groups_is_limited_to_twenty_a_minute(
    client: WebClient, slack: Sandbox
) -> None:
    slack.settings(rate_limits=True)
    update = client.usergroups_users_update
    for _ in range(20):
        update(usergroup=PAYMENTS, users=[BEN])
    refused = error(update, usergroup=PAYMENTS, users=[BEN])
    slack.settings(rate_limits=False)
    assert refused == "ratelimited"
