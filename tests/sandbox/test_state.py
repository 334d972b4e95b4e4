"""What one person sees, when they are told, and what survives a restart."""

import json
import signal
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.sandbox.conftest import web_client
from tests.sandbox.forms import modal, section
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError, eventually


def test_the_company_is_there(slack: Sandbox) -> None:
    state = slack.state("ada")
    names = [u["name"] for u in state["users"] if not u["is_bot"]]
    assert " ".join(names[:8]) == "ada ben chloe dev elena farid grace hugo"
    assert state["me"] == "U0ADA00001"
    assert state["users"][0]["avatar"] == {"text": "AO", "color": "#b4532a"}
    assert {c["name"] for c in state["channels"]} >= {"general", "incidents"}
    assert [g["handle"] for g in state["usergroups"]] == [
        "payments-oncall",
        "platform-oncall",
    ]


def test_commands_of_the_manifest_are_offered(slack: Sandbox) -> None:
    row = {"command": "/incident", "description": "Run incidents", "usage_hint": "help"}
    slack.put_manifest({"features": {"slash_commands": [{**row, "url": "x"}]}})
    assert slack.state("ada")["app"]["commands"] == [row]


def test_a_private_channel_is_seen_by_its_members_alone(slack: Sandbox) -> None:
    slack.make_channel("secret", is_private=True, creator="ada")
    direct = slack.direct_message("ada", "ben")
    slack.message("ada", direct, "between us")
    assert "between us" in json.dumps(slack.state("ben"))
    assert slack.seen_channel("ben", direct)["user"] == "U0ADA00001"
    assert "secret" in json.dumps(slack.state("ada"))
    assert "secret" not in json.dumps(slack.state("ben"))
    assert "between us" not in json.dumps(slack.state("dev"))


def test_an_unchanged_state_is_not_sent_again(slack: Sandbox) -> None:
    url = f"{slack.url}/_sandbox/state?user=ada"
    etag = httpx.get(url).headers["etag"]
    again = httpx.get(url, headers={"If-None-Match": etag})
    assert again.status_code == 304
    slack.message("ben", "general", "news")
    fresh = httpx.get(url, headers={"If-None-Match": etag})
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != etag


def test_a_page_is_told_of_what_its_person_can_see(
    client: WebClient, slack: Sandbox
) -> None:
    address = slack.url.replace("http", "ws", 1) + "/_sandbox/live?user=ada"
    with connect(address, proxy=None) as socket:
        first = json.loads(socket.recv(5))["version"]
        slack.message("ben", "general", "news")
        second = json.loads(socket.recv(5))["version"]
        assert second > first
        assert slack.state("ada")["version"] == second
        slack.message("dev", slack.direct_message("dev", "elena"), "not for ada")
        client.views_publish(user_id="U0BEN00001", view={"type": "home", "blocks": []})
        with pytest.raises(TimeoutError):
            socket.recv(0.3)


def test_a_person_who_is_not_there_sees_nothing(slack: Sandbox) -> None:
    with pytest.raises(SandboxError, match="user_not_found"):
        slack.state("nobody")


def test_reset_brings_the_company_back(client: WebClient, slack: Sandbox) -> None:
    client.conversations_create(name="inc-1")
    slack.save_user(name="ada", deleted=True)
    slack.reset()
    assert "inc-1" not in [c["name"] for c in slack.dump()["channels"]]
    assert slack.user("ada")["deleted"] is False


def test_everything_survives_a_restart_but_ephemeral_messages(
    tmp_path: Path, app: StandIn
) -> None:
    file = tmp_path / "var" / "sandbox.json"
    with Sandbox(state=file, app_url=app.url) as slack:
        client = web_client(slack)
        channel = client.conversations_create(name="inc-1")["channel"]["id"]
        client.conversations_invite(channel=channel, users="U0ADA00001")
        ts = client.chat_postMessage(
            channel=channel, text="card", blocks=[section("card")]
        )["ts"]
        client.pins_add(channel=channel, timestamp=ts)
        client.chat_postEphemeral(channel=channel, user="U0ADA00001", text="psst")
        client.views_publish(
            user_id="U0ADA00001", view={"type": "home", "blocks": [section("home")]}
        )
        direct = slack.direct_message("ada", "muster")
        slack.command("ada", "inc-1", "/incident")
        trigger = app.requests[-1].form["trigger_id"]
        view = client.views_open(trigger_id=trigger, view=modal())["view"]
        before = slack.state("ada")
    with Sandbox(state=file, app_url=app.url) as slack:
        after = slack.state("ada")
        assert slack.direct_message("ada", "muster") == direct
        assert after["home"] == before["home"]
        assert after["views"][0]["id"] == view["id"]
        assert after["version"] >= before["version"]
        seen = slack.seen_channel("ada", "inc-1")
        assert "psst" not in [m["text"] for m in seen["messages"]]
        assert seen["pins"] == [ts]
        client = web_client(slack)
        assert client.chat_update(channel=channel, ts=ts, text="edited")["ok"]


def test_a_killed_sandbox_has_saved_what_is_older_than_a_moment(
    tmp_path: Path,
) -> None:
    file = tmp_path / "sandbox.json"
    with Sandbox(state=file) as slack:
        web_client(slack).conversations_create(name="inc-1")
        eventually(lambda: file.exists() and "inc-1" in file.read_text("utf-8"))
        slack.stop(sig=signal.SIGKILL)
    with Sandbox(state=file) as slack:
        assert slack.channel("inc-1")


def test_a_spoiled_state_file_is_one_plain_line(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    file.write_text("{}", "utf-8")
    with pytest.raises(SandboxError, match="exit code 1"):
        Sandbox(state=file).start()


def test_a_port_in_use_is_one_plain_line(slack: Sandbox) -> None:
    port = int(slack.url.rsplit(":", 1)[1])
    with pytest.raises(SandboxError, match="exit code 1"):
        Sandbox(port=port).start()


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(sig: int) -> None:
    slack = Sandbox().start()
    address = slack.url.replace("http", "ws", 1) + "/_sandbox/live?user=ada"
    with connect(address, proxy=None):
        assert slack.stop(sig=sig) == 0


def test_a_page_of_another_origin_is_kept_out(slack: Sandbox) -> None:
    url = f"{slack.url}/_sandbox/reset"
    evil = {"Origin": "https://evil.example"}
    assert httpx.post(url, headers=evil).status_code == 403
    own = {"Origin": slack.url}
    assert httpx.post(url, headers=own).status_code == 200
    rebound = {"Host": "evil.example"}
    assert httpx.post(url, headers=rebound).status_code == 400
    address = slack.url.replace("http", "ws", 1) + "/_sandbox/live?user=ada"
    with pytest.raises(InvalidStatus):
        connect(address, proxy=None, additional_headers=evil)
