"""Slash commands: what is sent, signed, and what the answer shows."""

import hashlib
import hmac
import time

import pytest

from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError


def test_a_command_arrives_with_slacks_fields(slack: Sandbox, app: StandIn) -> None:
    answer = slack.command("ada", "general", "/incident", "open Checkout is slow")
    assert answer["ok"]
    form = app.requests[0].form
    assert form["command"] == "/incident"
    assert form["text"] == "open Checkout is slow"
    assert (form["user_id"], form["user_name"]) == ("U0ADA00001", "ada")
    assert (form["channel_id"], form["channel_name"]) == ("C0GENERAL1", "general")
    assert (form["team_id"], form["team_domain"]) == ("T0BRIGHT01", "brightwater")
    assert form["is_enterprise_install"] == "false"
    assert form["response_url"].startswith("http://127.0.0.1:")


def test_a_command_is_signed_with_the_secret(slack: Sandbox, app: StandIn) -> None:
    slack.command("ada", "general", "/incident")
    got = app.requests[0]
    stamp = got.headers["x-slack-request-timestamp"]
    base = f"v0:{stamp}:".encode() + got.body
    mac = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256)
    assert got.headers["x-slack-signature"] == f"v0={mac.hexdigest()}"
    assert abs(time.time() - int(stamp)) < 5


def test_private_channels_and_direct_messages_are_not_named(
    slack: Sandbox, app: StandIn
) -> None:
    slack.make_channel("secret", is_private=True, creator="ada")
    slack.command("ada", "secret", "/incident")
    direct = slack.direct_message("ada", "muster")
    slack.command("ada", direct, "/incident")
    names = [got.form["channel_name"] for got in app.requests]
    assert names == ["privategroup", "directmessage"]


def test_a_text_answer_is_shown_to_whoever_typed(slack: Sandbox, app: StandIn) -> None:
    app.answers(body="Only you see this")
    slack.command("ada", "general", "/incident")
    message = slack.seen_channel("ada", "general")["messages"][-1]
    assert (message["text"], message["ephemeral"]) == ("Only you see this", True)
    assert slack.seen_channel("ben", "general")["messages"] == []


def test_an_in_channel_answer_is_shown_to_all(slack: Sandbox, app: StandIn) -> None:
    app.answers(body={"response_type": "in_channel", "text": "Hello"})
    slack.command("ada", "general", "/incident")
    message = slack.seen_channel("ben", "general")["messages"][-1]
    assert (message["text"], message["ephemeral"]) == ("Hello", False)


def test_a_late_answer_shows_slacks_time_out(slack: Sandbox, app: StandIn) -> None:
    app.answers(delay=3.3, body="too late")
    answer = slack.command("ada", "general", "/incident")
    assert (answer["ok"], answer["status"]) == (False, None)
    assert 2900 < answer["elapsed_ms"] < 3300
    notice = slack.state("ada")["notices"][0]
    assert notice["text"] == '/incident failed with the error "operation_timeout"'
    assert notice["channel"] == "C0GENERAL1"
    slack.dismiss("ada", notice=notice["id"])
    assert slack.state("ada")["notices"] == []


@pytest.mark.parametrize(
    ("status", "word"), [(500, "http_service_error"), (404, "http_client_error")]
)
def test_an_http_error_is_told_in_slacks_words(
    slack: Sandbox, app: StandIn, status: int, word: str
) -> None:
    app.answers(status=status)
    slack.command("ada", "general", "/incident")
    text = slack.state("ada")["notices"][0]["text"]
    assert text == f'/incident failed with the error "{word}"'


def test_an_app_that_is_down_is_told_as_dispatch_failed() -> None:
    with Sandbox(app_url="http://127.0.0.1:9/slack/events") as slack:
        answer = slack.command("ada", "general", "/incident")
        text = slack.state("ada")["notices"][0]["text"]
    assert answer["error"] == "dispatch_failed"
    assert text == '/incident failed with the error "dispatch_failed"'


def test_an_answer_slack_cannot_read_is_told(slack: Sandbox, app: StandIn) -> None:
    app.answers(body={"text": "x", "blocks": [{"type": "carousel"}]})
    slack.command("ada", "general", "/incident")
    assert "invalid_command_response" in slack.state("ada")["notices"][0]["text"]


def test_a_command_nobody_registered_never_reaches_the_app(
    slack: Sandbox, app: StandIn
) -> None:
    slack.put_manifest({"features": {"slash_commands": [{"command": "/incident"}]}})
    answer = slack.command("ada", "general", "/incidnet")
    assert answer == {"ok": False, "error": "unknown_command"}
    assert app.requests == []
    text = slack.state("ada")["notices"][0]["text"]
    assert text == "/incidnet is not a valid command."


def test_a_command_need_not_be_waited_for(slack: Sandbox, app: StandIn) -> None:
    app.answers(delay=0.5)
    started = time.monotonic()
    assert slack.command("ada", "general", "/incident", wait=False) == {"ok": True}
    assert time.monotonic() - started < 0.4


def test_a_deactivated_person_does_nothing(slack: Sandbox) -> None:
    with pytest.raises(SandboxError, match="user_is_deactivated"):
        slack.command("ivan", "general", "/incident")


def test_a_channel_one_cannot_see_is_not_there(slack: Sandbox) -> None:
    slack.make_channel("secret", is_private=True, creator="ada")
    with pytest.raises(SandboxError, match="channel_not_found"):
        slack.command("ben", "secret", "/incident")


def test_the_apps_address_may_be_told_later(app: StandIn) -> None:
    with Sandbox() as slack:
        assert slack.command("ada", "general", "/incident")["error"] == (
            "dispatch_failed"
        )
        slack.settings(app_url=app.url, latency_ms=5)
        assert slack.command("ada", "general", "/incident")["ok"]
