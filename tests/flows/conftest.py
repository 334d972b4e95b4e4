"""One company for all stories, as it was at first for each of them.

A story that stops processes or changes what cannot be put back gets another one made
for whoever comes next. Its broker is folders: other tests share one Redis.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.company import Company, running_company
from tests.conftest import MUSTERS
from tests.flows.story import Story
from tests.muster_process import Muster
from tests.sandbox_process import Sandbox
from tests.servers import Servers

SECONDS = 5.0
WAITING = """
SELECT 1 FROM incidents_effect WHERE status IN ('leased', 'pending')
UNION ALL SELECT 1 FROM incidents_inbox WHERE drained_at IS NULL
"""


class Shared:
    """The company that stories share, made when the first one asks for it; with these
    settings, if any.
    """

    def __init__(self, servers: Servers, **settings: str) -> None:
        self._servers = servers
        self._settings = settings
        self._end = ExitStack()
        self._company: Company | None = None

    def company(self) -> Company:
        if self._company is None:
            settings: Any = self._settings
            running = running_company(self._servers, redis=False, **settings)
            self._company = self._end.enter_context(running)
            self._company[1].keep_rows()
        return self._company

    def story(self, request: pytest.FixtureRequest) -> Iterator[Story]:
        """One story of a test, which is tidied up after it."""
        slack, muster = self.company()
        request.node.stash.setdefault(MUSTERS, []).append(muster)
        yield Story(slack, muster)
        self.tidy()

    def tidy(self) -> None:
        """As it was at first, or gone."""
        if self._company is None:
            return
        slack, muster = self._company
        if slack.is_worn or not muster.is_as_launched:
            self.end()
            return
        try:
            if not self.at_rest(slack, muster):
                self.end()
                return
            slack.reset()
            muster.restore_rows()
        except BaseException:
            self.end()
            raise

    @staticmethod
    def at_rest(slack: Sandbox, muster: Muster) -> bool:
        """Whether no call of this story can reach the next one's workspace, and no
        alert the next one's database.
        """
        slack.clear_faults()
        muster.sql("UPDATE incidents_heartbeat SET state = 'paused'")
        until = time.monotonic() + SECONDS
        while muster.sql(WAITING):  # what a lease ends with may ask for more
            if time.monotonic() > until:
                return False
            muster.sql(
                "UPDATE incidents_effect SET status = 'dead' WHERE status = 'pending'"
            )
            time.sleep(0.03)
        return True

    def end(self) -> None:
        self._company = None
        self._end.close()


@pytest.fixture(scope="session")
def shared(servers: Servers) -> Iterator[Shared]:
    made = Shared(servers)
    yield made
    made.end()


@pytest.fixture
def story(shared: Shared, request: pytest.FixtureRequest) -> Iterator[Story]:
    yield from shared.story(request)
