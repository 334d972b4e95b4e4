"""Socket Mode, with slack_sdk's own client."""

import json
import threading
from collections.abc import Callable, Iterator

import pytest
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.sandbox.conftest import web_client
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, eventually

Payload = dict[str, object]
Connect = Callable[..., list[SocketModeRequest]]


@pytest.fixture
def connect(slack: Sandbox) -> Iterator[Connect]:
    clients: list[SocketModeClient] = []

    def open_one(
        answer: Payload | None = None, *, silent: bool = False
    ) -> list[SocketModeRequest]:
        got: list[SocketModeRequest] = []
        web = web_client(slack)
        client = SocketModeClient(app_token=slack.app_token, web_client=web)

        def listen(one: object, request: SocketModeRequest) -> None:
            got.append(request)
            if not silent:
                client.send_socket_mode_response(
                    SocketModeResponse(request.envelope_id, payload=answer)
                )

        client.socket_mode_request_listeners.append(listen)
        client.connect()
        clients.append(client)
        eventually(client.is_connected)
        return got

    yield open_one
    for client in clients:
        client.close()


def test_a_command_comes_by_socket_once_one_is_open(
    slack: Sandbox, app: StandIn, connect: Connect
) -> None:
    got = connect({"text": "By socket"})
    assert slack.command("ada", "general", "/incident", "list")["ok"]
    assert got[0].type == "slash_commands"
    assert got[0].payload["text"] == "list"
    assert got[0].accepts_response_payload
    assert app.requests == []
    message = slack.seen_channel("ada", "general")["messages"][-1]
    assert message["text"] == "By socket"


def test_each_delivery_goes_to_one_socket(slack: Sandbox, connect: Connect) -> None:
    sockets = [connect(), connect()]
    for _ in range(4):
        slack.command("ada", "general", "/incident")
    assert [len(got) for got in sockets] == [2, 2]


def test_events_come_by_socket(slack: Sandbox, connect: Connect) -> None:
    got = connect()
    slack.message("ada", "incidents", "<@U0MUSTER01>")
    eventually(lambda: got)
    assert got[0].type == "events_api"
    assert got[0].payload["event"]["type"] == "app_mention"


def test_an_envelope_nobody_acknowledges_times_out(
    slack: Sandbox, connect: Connect
) -> None:
    connect(silent=True)
    answer = slack.command("ada", "general", "/incident")
    assert answer["error"] == "operation_timeout"


def test_a_refreshed_socket_reconnects(
    slack: Sandbox, app: StandIn, connect: Connect
) -> None:
    got = connect()
    assert slack.post("/_sandbox/sockets/refresh", {})["sockets"] == 1
    done = threading.Event()

    def by_socket() -> bool:
        slack.command("ada", "general", "/incident")
        done.set()
        return bool(got)

    eventually(by_socket, seconds=20)
    assert json.loads(json.dumps(got[-1].payload))["command"] == "/incident"


def test_a_ticket_opens_one_socket_only(slack: Sandbox) -> None:
    web = web_client(slack, slack.app_token)
    first = web.apps_connections_open(app_token=slack.app_token)["url"]
    second = web.apps_connections_open(app_token=slack.app_token)["url"]
    assert first != second
