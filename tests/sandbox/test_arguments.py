"""What the Web API refuses before it does anything."""

import ast
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from integrations.sandbox.slack import methods
from integrations.sandbox.slack.contract import CONTRACTS
from integrations.sandbox.slack.registry import METHODS
from tests.sandbox.conftest import web_client
from tests.sandbox.refusal import error, refusal
from tests.sandbox_process import Sandbox


def test_a_token_tells_who_is_calling(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user"], answer["team"]) == ("muster", "Brightwater")
    assert answer["bot_id"] == "B0MUSTER01"


def test_a_call_without_a_token_is_refused(slack: Sandbox) -> None:
    answer = httpx.post(f"{slack.api_url}auth.test").json()
    assert answer == {"ok": False, "error": "not_authed"}


def test_a_wrong_token_is_refused(slack: Sandbox) -> None:
    assert error(web_client(slack, "xoxb-wrong").auth_test) == "invalid_auth"


def test_the_app_token_opens_sockets_and_nothing_else(slack: Sandbox) -> None:
    app = web_client(slack, slack.app_token)
    assert error(app.users_list) == "not_allowed_token_type"
    url = app.apps_connections_open(app_token=slack.app_token)["url"]
    assert url.startswith("ws://127.0.0.1:")
    bot = web_client(slack)
    opened = bot.apps_connections_open
    assert error(opened, app_token=slack.bot_token) == "not_allowed_token_type"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    assert error(client.api_call, "conversations.explode") == "unknown_method"


def test_an_unknown_argument_is_refused_by_name(client: WebClient) -> None:
    answer = refusal(client.chat_postMessage, channel="C1", text="x", colour="red")
    assert answer["error"] == "invalid_arg_name"
    assert "colour" in answer["response_metadata"]["messages"][0]


def test_a_missing_argument_is_named(client: WebClient) -> None:
    answer = refusal(client.api_call, "chat.update", json={"channel": "C1"})
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: ts"
    ]


def test_a_wrong_type_is_refused(client: WebClient) -> None:
    call = client.api_call
    many = {"limit": "many"}
    assert error(call, "users.list", params=many) == "invalid_arguments"
    maybe = {"name": "a", "is_private": "maybe"}
    assert error(call, "conversations.create", params=maybe) == "invalid_arguments"


def test_blocks_that_are_not_json_are_refused(slack: Sandbox) -> None:
    form = {"channel": "C0GENERAL1", "blocks": "[{", "token": slack.bot_token}
    answer = httpx.post(f"{slack.api_url}chat.postMessage", data=form).json()
    assert answer["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/csv", b"a", "invalid_post_type"),
        ("application/json; charset=klingon", b"{}", "invalid_charset"),
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("", b"a=1", "missing_post_type"),
    ],
)
def test_a_malformed_body_is_refused(
    slack: Sandbox, content_type: str, body: bytes, expected: str
) -> None:
    headers = {
        "Authorization": f"Bearer {slack.bot_token}",
        "Content-Type": content_type,
    }
    if not content_type:
        del headers["Content-Type"]
    url = f"{slack.api_url}auth.test"
    assert httpx.post(url, content=body, headers=headers).json()["error"] == expected


def test_a_method_that_reads_forms_only_overlooks_json(client: WebClient) -> None:
    body = {"channel": "C0GENERAL1"}
    answer = refusal(client.api_call, "conversations.info", json=body)
    assert answer["error"] == "invalid_arguments"
    assert client.conversations_info(channel="C0GENERAL1")["channel"]["is_general"]


def test_every_method_of_the_contract_is_there() -> None:
    assert set(METHODS) == set(CONTRACTS)


def test_a_handler_refuses_only_with_errors_the_vendor_lists() -> None:
    folder = Path(str(methods.__file__)).parent
    # Slack answers these beside a method's own table.
    general = {
        "invalid_limit",
        "invalid_arguments",
        "not_in_channel",
        "user_not_found",
    }
    wrong = [
        (method, word)
        for path in folder.glob("*.py")
        for method, word in _refusals(ast.parse(path.read_text("utf-8")))
        if word not in CONTRACTS[method].errors | general
    ]
    assert wrong == []


def _refusals(tree: ast.Module) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            if not isinstance(decorator, ast.Call):
                continue
            name = ast.literal_eval(decorator.args[0])
            found += [(name, word) for word in _words(function)]
    return found


def _words(function: ast.FunctionDef) -> list[str]:
    return [
        str(node.args[0].value)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "SlackError"
        and isinstance(node.args[0], ast.Constant)
    ]
