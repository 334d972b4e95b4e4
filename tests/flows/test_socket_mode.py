"""Muster where Slack cannot reach it: it opens a socket to Slack itself."""

import json
from collections.abc import Callable

import pytest

from tests.company import Company
from tests.flows.story import Story
from tests.sandbox_process import Sandbox


@pytest.fixture
def story(start_company: Callable[..., Company]) -> Story:
    """A company whose Slack has no address of Muster."""
    slack, muster = start_company(SLACK_APP_TOKEN=Sandbox.app_token)
    slack.put_manifest(json.loads(muster.manage("manifest")))
    slack.settings(app_url="http://127.0.0.1:9/nowhere")
    muster.start_socketmode()
    return Story(slack, muster)


def test_an_incident_is_declared_and_led_over_the_socket(story: Story) -> None:
    assert "Nothing is open" in story.types("grace", "random", "list")
    assert story.slack.shortcut("grace", "muster_declare")["ok"]
    story.wait_for(lambda: story.slack.state("grace")["views"])
    story.submits("grace", {"title": "Search is slow", "severity": "SEV2"})
    story.settle()
    channel = story.incident_channel(1)
    assert "Search is slow" in story.shown(story.bot_messages(channel)[0])

    story.presses(
        "grace",
        channel,
        "incident_severity",
        {"selected_option": {"value": "1:SEV1"}},
    )
    story.settle()
    assert "SEV1" in story.shown(story.bot_messages(channel)[0])


def test_a_connection_that_postgresql_ended_is_made_anew(story: Story) -> None:
    story.types("grace", "random", "list")
    story.muster.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert "Nothing is open" in story.types("grace", "random", "list")
