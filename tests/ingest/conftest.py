"""The accepting side: a real web server for all tests here, or one in this process."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from django.db import connection

from incidents.catalog.keys import digest_of
from integrations.ingest.app import Ingest
from tests.muster_process import Muster
from tests.servers import Servers

SECRET = "mk_a-key-of-the-tests-for-a-service"
MAKE = """
WITH team AS (
    INSERT INTO incidents_team (name, slug, description)
    VALUES ('Tidings', 'tidings', '') RETURNING id
), service AS (
    INSERT INTO incidents_service (name, slug, description, runbook_url, team_id)
    SELECT 'Tidings', 'tidings', '', '', id FROM team RETURNING id
)
INSERT INTO incidents_servicekey (service_id, digest, sealed, start)
SELECT id, %s, '', 'mk_a-key' FROM service
"""
EMPTY = """
DELETE FROM incidents_servicekey;
DELETE FROM incidents_service WHERE slug = 'tidings';
DELETE FROM incidents_team WHERE slug = 'tidings';
TRUNCATE incidents_inbox
"""
Sql = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Row:
    """A row of the inbox."""

    id: int
    shard: int
    service: int
    key: int
    source: str
    context: Mapping[str, Any]
    body: bytes


class Caller(httpx.Client):
    """A client of the accepting side that can look into its inbox."""

    def __init__(self, url: str, sql: Sql) -> None:
        super().__init__(base_url=url, trust_env=False, timeout=30)
        self.sql = sql

    def rows(self) -> list[Row]:
        columns = "id, shard, service_id, key_id, source, context, body"
        found = self.sql(f"SELECT {columns} FROM incidents_inbox ORDER BY id")
        return [
            Row(number, shard, service, key, source, context, bytes(body))
            for number, shard, service, key, source, context, body in found
        ]


@pytest.fixture(scope="session")
def accepting(servers: Servers) -> Iterator[Muster]:
    """The web server, with nothing in its database."""
    muster = Muster(
        servers,
        slack_api_url="http://127.0.0.1:9/api/",
        template=servers.migrated,
        broker=None,
        settings={},
    )
    try:
        muster.launch(workers=())
        muster.wait_ready()
        yield muster
    finally:
        muster.stop()


@pytest.fixture
def http(accepting: Muster) -> Iterator[Caller]:
    """With one service, and an empty inbox."""
    accepting.sql(MAKE, digest_of(SECRET))
    with Caller(accepting.url, accepting.sql) as http:
        yield http
    accepting.sql(EMPTY)


@pytest.fixture
def secret() -> str:
    """The key of the one service."""
    return SECRET


@contextmanager
def serving(application: Ingest) -> Iterator[Caller]:
    """In this process, on pytest-django's database: for what a test has to change."""
    _sql(MAKE, digest_of(SECRET))
    config = uvicorn.Config(
        application,
        port=0,
        log_config=None,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with Caller(f"http://127.0.0.1:{port}", _sql) as http:
            yield http
    finally:
        server.should_exit = True
        thread.join(20)
        application.close()
        _sql("TRUNCATE incidents_inbox")  # unmanaged: Django does not empty it


def _sql(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall()) if cursor.description else []
