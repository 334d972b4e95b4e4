"""Calls of Slack from a worker: pauses, doubts, and what is made of an answer."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from bot.sending import Sending
from bot.slack import Slack, SlackRefused, make_client, worker_slack
from incidents.outbox import claims, services
from incidents.outbox.values import ProviderError
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        yield slack


@pytest.fixture
def sending(slack: Sandbox) -> Sending:
    slack.clear_faults()
    slack.forget_calls()
    services.add(kind="post", key="a", subject="incident:1")
    (claim,) = claims.claim(queues=["slack"], kinds={"post": 1}, limit=1, lease=30.0)
    client = make_client(5.0)
    client.base_url = slack.api_url
    return Sending(claim=claim, slack=Slack(client))


def refused(sending: Sending, method: str, **arguments: str) -> ProviderError:
    with pytest.raises(ProviderError) as refusal:
        sending.call(method, **arguments)
    return refusal.value


def test_a_pause_of_a_method_is_kept_in_every_channel(
    slack: Sandbox, sending: Sending
) -> None:
    slack.fault("conversations.setTopic", "429", times=1, retry_after=30)
    for name in ("random", "incidents"):
        channel = slack.channel(name)["id"]
        error = refused(
            sending, "conversations.setTopic", channel=channel, topic="Quiet"
        )
        assert error.retry_after is not None
    assert len(slack.calls("conversations.setTopic")) == 1


def test_a_pause_of_posting_is_kept_in_its_channel_alone(
    slack: Sandbox, sending: Sending
) -> None:
    slack.fault("chat.postMessage", "429", times=1, retry_after=30)
    random, incidents = (slack.channel(n)["id"] for n in ("random", "incidents"))
    refused(sending, "chat.postMessage", channel=random, text="Hello")
    sending.call("chat.postMessage", channel=incidents, text="Hello")
    refused(sending, "chat.postMessage", channel=random, text="Hello")
    assert len(slack.calls("chat.postMessage")) == 2


@pytest.mark.parametrize("code", ["internal_error", "fatal_error"])
def test_slacks_own_failure_may_have_done_what_was_asked(
    slack: Sandbox, sending: Sending, code: str
) -> None:
    slack.fault("chat.postMessage", "error", error=code)
    error = refused(sending, "chat.postMessage", channel="C1", text="Hello")
    assert isinstance(error, SlackRefused)
    assert error.in_doubt
    assert not error.permanent


def test_a_refusal_leaves_no_doubt(slack: Sandbox, sending: Sending) -> None:
    error = refused(sending, "chat.postMessage", channel="C0NOWHERE", text="Hello")
    assert error.permanent
    assert not error.in_doubt


def test_what_waits_for_a_pause_hears_of_it_before_its_work(
    slack: Sandbox, sending: Sending
) -> None:
    slack.fault("chat.postMessage", "429", times=1, retry_after=30)
    random, incidents = (slack.channel(n)["id"] for n in ("random", "incidents"))
    sending.await_turn("chat.postMessage", channel=random)
    refused(sending, "chat.postMessage", channel=random, text="Hello")
    with pytest.raises(ProviderError) as refusal:
        sending.await_turn("chat.postMessage", channel=random)
    assert refusal.value.retry_after is not None
    assert refusal.value.scope.endswith(random)
    sending.await_turn("chat.postMessage", channel=incidents)
    assert len(slack.calls("chat.postMessage")) == 1


def test_the_client_of_the_workers_goes_where_the_settings_say(
    slack: Sandbox, settings: Settings
) -> None:
    assert worker_slack() is worker_slack()
    with pytest.raises(ProviderError):
        worker_slack().call("auth.test")
    settings.SLACK_API_URL = slack.api_url
    assert worker_slack().call("auth.test")["team"]
