"""Which token may do what: the bot's, the app's, an admin's, a configuration token."""

import pytest
from slack_sdk import WebClient

from tests.sandbox.conftest import web_client
from tests.sandbox.refusal import error
from tests.sandbox.test_events import manifest
from tests.sandbox_process import Sandbox

APP = "A0MUSTER01"


def test_every_answer_names_the_tokens_scopes(
    client: WebClient, slack: Sandbox
) -> None:
    assert "usergroups:write" in client.auth_test().headers["x-oauth-scopes"]
    slack.put_manifest(manifest(scopes=("chat:write", "users:read")))
    for answer in (client.auth_test(), client.users_list()):
        assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"
    admin = web_client(slack, slack.admin_token).auth_test()
    assert "channels:write" in admin.headers["x-oauth-scopes"]


def test_an_admins_token_is_a_person(slack: Sandbox) -> None:
    answer = web_client(slack, slack.admin_token).auth_test()
    assert (answer["user"], answer["user_id"]) == ("ada", "U0ADA00001")
    assert "bot_id" not in answer.data


def test_an_admins_token_does_not_post_or_open_views(slack: Sandbox) -> None:
    admin = web_client(slack, slack.admin_token)
    post = admin.chat_postMessage
    assert error(post, channel="C0GENERAL1", text="x") == "not_allowed_token_type"
    opened = admin.views_open
    assert error(opened, trigger_id="1", view={}) == "not_allowed_token_type"


def test_an_admins_token_ends_with_the_last_admin(slack: Sandbox) -> None:
    slack.save_user(id="U0ADA00001", is_admin=False)
    admin = web_client(slack, slack.admin_token)
    assert error(admin.auth_test) == "token_revoked"


def test_a_configuration_token_exports_the_manifest(slack: Sandbox) -> None:
    installed = manifest("app_home_opened", scopes=("commands",))
    slack.put_manifest(installed)
    config = web_client(slack, slack.config_token)
    answer = config.api_call("apps.manifest.export", params={"app_id": APP})
    assert answer["manifest"] == installed


@pytest.mark.parametrize("kind", ["bot_token", "app_token", "admin_token"])
def test_no_other_token_exports_the_manifest(slack: Sandbox, kind: str) -> None:
    slack.put_manifest(manifest(scopes=("commands",)))
    call = web_client(slack, getattr(slack, kind)).api_call
    params = {"app_id": APP}
    assert error(call, "apps.manifest.export", params=params) == "invalid_auth"


@pytest.mark.parametrize(
    ("app_id", "expected"),
    [("A0OTHER0001", "app_not_found"), ("muster", "invalid_app_id")],
)
def test_only_our_own_app_is_exported(
    slack: Sandbox, app_id: str, expected: str
) -> None:
    config = web_client(slack, slack.config_token)
    params = {"app_id": app_id}
    assert error(config.api_call, "apps.manifest.export", params=params) == expected


def test_a_configuration_token_does_nothing_else(slack: Sandbox) -> None:
    config = web_client(slack, slack.config_token)
    assert error(config.auth_test) == "not_allowed_token_type"
