"""One sandbox and one stand-in app for all tests, both emptied before each."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def _app() -> Iterator[StandIn]:
    app = StandIn()
    yield app
    app.close()


@pytest.fixture(scope="session")
def _slack(_app: StandIn) -> Iterator[Sandbox]:
    with Sandbox(app_url=_app.url, event_retry_seconds=(0, 0.3, 0.6)) as slack:
        yield slack


@pytest.fixture
def app(_app: StandIn) -> StandIn:
    _app.clear()
    return _app


@pytest.fixture
def slack(_slack: Sandbox, app: StandIn) -> Sandbox:
    _slack.put_manifest({})
    _slack.reset()
    app.clear()
    return _slack


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return web_client(slack)


def web_client(slack: Sandbox, token: str | None = None) -> WebClient:
    return WebClient(token or slack.bot_token, base_url=slack.api_url)
