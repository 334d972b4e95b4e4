"""Slack's own rate limits, without any fault."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import web_client
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="module")
def limited() -> Iterator[Sandbox]:
    with Sandbox(rate_limits=True) as slack:
        yield slack


@pytest.fixture
def client(limited: Sandbox) -> WebClient:
    limited.reset()
    return web_client(limited)


def post_until_refused(client: WebClient, channel: str) -> tuple[int, int]:
    """How many posts went through, and the Retry-After of the one that did not."""
    for count in range(100):
        try:
            client.chat_postMessage(channel=channel, text="x")
        except SlackApiError as refusal:
            return count, int(refusal.response.headers["retry-after"])
    raise AssertionError("no limit")


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(
    client: WebClient, limited: Sandbox
) -> None:
    count, wait = post_until_refused(client, "C0INCIDENT")
    assert 5 <= count <= 7
    assert wait == 1
    assert client.chat_postMessage(channel="C0HELPINC1", text="elsewhere")["ok"]
    limited.advance(wait)
    assert client.chat_postMessage(channel="C0INCIDENT", text="later")["ok"]


def test_a_method_of_tier_2_takes_20_calls_a_minute(
    client: WebClient, limited: Sandbox
) -> None:
    for number in range(20):
        client.conversations_create(name=f"inc-{number}")
    with pytest.raises(SlackApiError) as caught:
        client.conversations_create(name="inc-20")
    wait = int(caught.value.response.headers["retry-after"])
    assert 1 <= wait <= 3
    limited.advance(wait)
    assert client.conversations_create(name="inc-20")["ok"]


def test_one_methods_limit_is_not_anothers(client: WebClient) -> None:
    for _ in range(20):
        client.users_list()
    assert client.conversations_list()["ok"]
