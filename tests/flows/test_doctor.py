"""The doctor compares the installation with what Muster needs, and says the mend."""

import json
import subprocess

import pytest

from backoffice.local import processes
from backoffice.local.children import ROOT
from bot.doctor import compare
from bot.findings import Verdict
from bot.manifest import manifest
from tests.flows.story import Json, Story
from tests.servers import Servers


def doctor(story: Story, servers: Servers, **settings: str) -> tuple[int, str]:
    """Run it beside the story's Muster; its exit code and what it says."""
    done = subprocess.run(
        processes.manage("doctor"),
        check=False,
        capture_output=True,
        text=True,
        env=servers.environment({**story.muster.environment, **settings}),
        cwd=ROOT,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_sound_installation_is_said_to_be_so(story: Story, servers: Servers) -> None:
    story.slack.put_manifest(json.loads(story.muster.manage("manifest")))
    code, said = doctor(
        story,
        servers,
        SLACK_CONFIG_TOKEN=story.slack.config_token,
        SLACK_APP_ID="A0MUSTER01",
    )
    assert "BAD" not in said
    assert "All is well." in said
    assert code == 0
    assert "request addresses are as they should be" in said


def test_a_missing_scope_and_a_missing_tag_are_named_with_the_mend(
    story: Story, servers: Servers
) -> None:
    lacking = servers.manifest["oauth_config"]["scopes"]["bot"][:-1]
    changed = {**servers.manifest, "oauth_config": {"scopes": {"bot": lacking}}}
    story.slack.put_manifest(changed)
    story.muster.sql("UPDATE incidents_conversation SET tags = '{}'")
    code, said = doctor(story, servers)
    assert code == 1
    assert "The token lacks the scopes users:read.email" in said
    assert "reinstall the app" in said
    assert "No live channel has the tag tech_incidents" in said
    assert "2 matters to mend." in said


def test_another_workspaces_token_is_told_apart(story: Story, servers: Servers) -> None:
    code, said = doctor(story, servers, SLACK_BOT_TOKEN="xoxb-someone-else")
    assert code == 1
    assert "invalid_auth" in said
    assert "xoxb-someone-else" not in said


def test_a_muster_that_does_not_answer_is_named(story: Story, servers: Servers) -> None:
    code, said = doctor(story, servers, PUBLIC_URL="http://127.0.0.1:9")
    assert code == 1
    assert "http://127.0.0.1:9 does not answer" in said


def made(**more: str) -> Json:
    return manifest(
        commands=[more.get("command", "/incident")],
        public_url=more.get("url", "https://muster.example.com"),
        socket_mode=False,
    )


@pytest.mark.parametrize(
    ("live", "told"),
    [
        (made(command="/inc"), "The app lacks commands: /incident"),
        (made(url="https://old.example.com"), "The app lacks request addresses"),
        ({}, "The app lacks shortcuts: muster_declare (global)"),
    ],
)
def test_what_the_live_app_lacks_is_named(live: Json, told: str) -> None:
    found = [f for f in compare(made(), live) if f.verdict is Verdict.BAD]
    assert any(told in finding.text for finding in found)
    assert all("Paste the output" in finding.mend for finding in found)
