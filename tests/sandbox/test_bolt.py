"""The real Bolt on the sandbox: it believes every signature, and its answers show."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient

from tests.sandbox.conftest import web_client
from tests.sandbox.forms import field, modal
from tests.sandbox.stand_in import Answer, Got, StandIn
from tests.sandbox_process import Sandbox, eventually


@pytest.fixture
def bolt(slack: Sandbox, app: StandIn) -> Iterator[App]:
    bolt = App(signing_secret=slack.signing_secret, client=web_client(slack))

    def dispatch(got: Got) -> Answer:
        request = BoltRequest(body=got.body.decode(), headers={**got.headers})
        response = bolt.dispatch(request)
        kind = response.first_headers_without_set_cookie()
        return Answer(
            response.status,
            response.body,
            headers={k: v for k, v in kind.items() if "length" not in k.lower()},
        )

    app.decide = dispatch
    yield bolt
    app.clear()


def test_bolt_opens_a_form_and_answers_its_submission(
    bolt: App, slack: Sandbox
) -> None:
    def declare(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(field()))

    def submitted(ack: Ack, view: dict[str, Any]) -> None:
        title = view["state"]["values"]["title"]["value"]["value"]
        if len(title) < 3:
            ack(response_action="errors", errors={"title": "Say more"})
        else:
            ack()

    bolt.command("/incident")(declare)
    bolt.view("declare")(submitted)

    assert slack.command("ada", "general", "/incident")["ok"]
    form = eventually(lambda: slack.state("ada")["views"])[-1]  # it follows the ack
    slack.submit("ada", form["id"], {"title": {"value": {"value": "x"}}})
    assert slack.top_view("ada")["errors"] == {"title": "Say more"}
    slack.submit("ada", form["id"], {"title": {"value": {"value": "Checkout"}}})
    assert slack.state("ada")["views"] == []


def test_bolt_refuses_what_the_sandbox_did_not_sign(bolt: App) -> None:
    forged = {"x-slack-signature": "v0=00", "x-slack-request-timestamp": "1"}
    request = BoltRequest(body="command=%2Fincident", headers={**forged})
    assert bolt.dispatch(request).status == 401
