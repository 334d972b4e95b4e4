"""Faults on demand: each kind, on the calls it is meant for, as often as asked."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.refusal import error
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError, eventually


def call(slack: Sandbox, method: str = "auth.test", **args: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = slack.api_url + method
    return httpx.post(url, data=args, headers=headers, timeout=5)


def test_429_carries_retry_after_and_does_nothing(
    client: WebClient, slack: Sandbox
) -> None:
    slack.fault("conversations.create", "429", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.conversations_create(name="inc-1")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.response["error"] == "ratelimited"
    client.conversations_create(name="inc-1")


@pytest.mark.parametrize("kind", ["500", "503"])
def test_a_server_error_is_no_json(slack: Sandbox, kind: str) -> None:
    slack.fault("auth.test", kind)
    response = call(slack)
    assert response.status_code == int(kind)
    assert "text/plain" in response.headers["content-type"]


def test_an_error_by_name(client: WebClient, slack: Sandbox) -> None:
    slack.fault("chat.postMessage", "error", error="restricted_action")
    say = client.chat_postMessage
    assert error(say, channel="C0INCIDENT", text="x") == "restricted_action"
    assert slack.texts("incidents") == []


def test_latency_slows_a_call_down(slack: Sandbox) -> None:
    slack.fault("auth.test", "latency", ms=400)
    started = time.monotonic()
    assert call(slack).json()["ok"]
    assert time.monotonic() - started > 0.39


def test_a_dropped_call_is_not_done(slack: Sandbox) -> None:
    slack.fault("conversations.create", "drop")
    with pytest.raises(httpx.TransportError):
        call(slack, "conversations.create", name="inc-1")
    assert call(slack, "conversations.create", name="inc-1").json()["ok"]


def test_a_call_dropped_after_its_work_is_done(slack: Sandbox) -> None:
    slack.fault("conversations.create", "drop_after")
    with pytest.raises(httpx.TransportError):
        call(slack, "conversations.create", name="inc-1")
    again = call(slack, "conversations.create", name="inc-1").json()
    assert again["error"] == "name_taken"


@pytest.mark.parametrize(("kind", "done"), [("hang", False), ("hang_after", True)])
def test_a_hanging_call_never_answers(slack: Sandbox, kind: str, done: bool) -> None:
    slack.fault("conversations.create", kind)
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{slack.api_url}conversations.create",
            data={"name": "inc-1"},
            headers=headers,
            timeout=0.5,
        )
    names = [c["name"] for c in slack.dump()["channels"]]
    assert ("inc-1" in names) is done
    record = slack.calls("conversations.create")[0]
    assert (record["fault"], record["answered_at"]) == (kind, None)


def test_a_hanging_call_does_not_keep_the_sandbox_from_ending() -> None:
    slack = Sandbox().start()
    slack.fault("auth.test", "hang")
    thread = threading.Thread(target=_swallow, args=(call, slack))
    thread.start()
    eventually(lambda: slack.calls("auth.test"))
    started = time.monotonic()
    assert slack.stop() == 0
    assert time.monotonic() - started < 5
    thread.join()


def _swallow(function: Callable[..., Any], *args: Any) -> None:
    with contextlib.suppress(httpx.HTTPError):
        function(*args)


def test_a_fault_strikes_where_and_as_often_as_told(slack: Sandbox) -> None:
    fault = slack.fault("auth.test", "500", skip=1, times=2)
    statuses = [call(slack).status_code for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    assert [(f["id"], f["fired"]) for f in slack.faults()] == [(fault, 2)]


def test_a_fault_for_ever_lasts_until_it_is_lifted(slack: Sandbox) -> None:
    slack.fault("*", "503", times=None)
    assert [call(slack).status_code for _ in range(4)] == [503] * 4
    slack.clear_faults()
    assert call(slack).status_code == 200


def test_a_fault_may_be_meant_for_one_channel(slack: Sandbox) -> None:
    slack.fault("conversations.info", "500", match={"channel": "C0RANDOM01"})
    info = "conversations.info"
    assert call(slack, info, channel="C0GENERAL1").status_code == 200
    assert call(slack, info, channel="C0RANDOM01").status_code == 500


def test_a_fault_that_makes_no_sense_is_refused(slack: Sandbox) -> None:
    with pytest.raises(SandboxError, match="no fault of kind"):
        slack.fault("deliver:command", "429")
    with pytest.raises(SandboxError, match="no fault of kind"):
        slack.fault("auth.test", "duplicate")
    with pytest.raises(SandboxError, match="bad fault"):
        slack.fault("auth.test", "500", colour="red")


def test_a_duplicated_command_arrives_as_the_same_bytes(
    slack: Sandbox, app: StandIn
) -> None:
    slack.fault("deliver:command", "duplicate", copies=4)
    slack.command("ada", "general", "/incident", "open x")
    eventually(lambda: len(app.requests) == 4)
    assert len({got.body for got in app.requests}) == 1
    assert len({got.headers["x-slack-signature"] for got in app.requests}) == 1
    copies = [d["copy"] for d in slack.deliveries("command")]
    assert copies == [0, 1, 2, 3]


def test_a_reordered_event_arrives_after_the_following_one(
    slack: Sandbox, app: StandIn
) -> None:
    slack.fault("deliver:event", "reorder")
    slack.message("ada", "incidents", "<@U0MUSTER01> first")
    slack.message("ada", "incidents", "<@U0MUSTER01> second")
    eventually(lambda: len(app.requests) == 2)
    texts = [got.json["event"]["text"].split()[-1] for got in app.requests]
    assert texts == ["second", "first"]


def test_a_slow_delivery_arrives_late(slack: Sandbox, app: StandIn) -> None:
    slack.fault("deliver:command", "latency", ms=300)
    started = time.monotonic()
    slack.command("ada", "general", "/incident")
    assert app.requests[0].at - started > 0.29


def test_a_lost_delivery_times_out_for_the_person(slack: Sandbox, app: StandIn) -> None:
    slack.fault("deliver:command", "drop")
    answer = slack.command("ada", "general", "/incident")
    assert answer["error"] == "operation_timeout"
    assert app.requests == []


def test_every_call_is_recorded_without_secrets(
    client: WebClient, slack: Sandbox
) -> None:
    client.chat_postMessage(channel="C0INCIDENT", text="x")
    error(client.chat_postMessage, channel="C0NOWHERE1", text="y")
    first, second = slack.calls("chat.postMessage")
    assert first["args"] == {"channel": "C0INCIDENT", "text": "x"}
    assert (first["status"], first["ok"], first["token"]) == (200, True, "0001")
    assert (second["ok"], second["error"]) == (False, "channel_not_found")
    assert second["n"] > first["n"]
    assert slack.calls(since=second["n"]) == []
    form = httpx.post(
        f"{slack.api_url}auth.test", data={"token": slack.bot_token}
    ).json()
    assert form["ok"]
    assert slack.bot_token not in str(slack.calls())
    slack.forget_calls()
    assert slack.calls() == []


def test_every_delivery_is_recorded_with_its_answer(
    slack: Sandbox, app: StandIn
) -> None:
    app.answers(body={"text": "hi"})
    slack.command("ada", "general", "/incident")
    (record,) = slack.deliveries("command")
    assert (record["via"], record["status"]) == ("http", 200)
    assert record["body"] == {"text": "hi"}
    assert record["payload"]["command"] == "/incident"
    assert "token" not in record["payload"]
