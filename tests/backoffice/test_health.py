"""What a load balancer is told, and how the web server ends."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from backoffice.local import ports, processes
from backoffice.local.children import Child
from tests.servers import Servers

Web = tuple[str, Child]
StartWeb = Callable[[str], Web]


@pytest.fixture
def start_web(servers: Servers) -> Iterator[StartWeb]:
    """start_web(database_url) -> (its address, its process)."""
    with ExitStack() as end:

        def start(database_url: str) -> Web:
            port = ports.find_free()
            web = Child(
                "web",
                processes.web(port),
                env=servers.environment({"DATABASE_URL": database_url}),
                log=servers.folder / f"web-{servers.number()}.log",
                lifeline=servers.lifeline,
            )
            end.callback(web.send, signal.SIGKILL)
            while not web.said("muster ready on"):
                assert web.exit_code() is None, web.died()
            return f"http://{ports.HOST}:{port}", web

        yield start


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=30)


def test_a_migrated_database_makes_it_ready(
    servers: Servers, start_web: StartWeb
) -> None:
    name = f"health_{servers.number()}"
    url, web = start_web(servers.postgres.create(name, template=servers.migrated))

    assert get(f"{url}/readyz").json() == {"ok": True}
    servers.postgres.drop(name)
    answer = get(f"{url}/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == (
        "the database does not answer; this process's log says why"
    )
    assert web.said(f'database "{name}" does not exist')


def test_missing_migrations_are_named(servers: Servers, start_web: StartWeb) -> None:
    url, _ = start_web(servers.postgres.create(f"health_{servers.number()}"))
    answer = get(f"{url}/readyz")

    assert answer.status_code == 503
    assert "migrations are not applied" in answer.json()["reason"]
    assert "0001_initial" in answer.json()["reason"]


def test_a_database_that_does_not_answer_is_told_and_the_process_is_still_up(
    start_web: StartWeb,
) -> None:
    url, _ = start_web("postgresql://nobody@/none?host=/tmp/there-is-no-such-folder")
    answer = get(f"{url}/readyz")

    assert answer.status_code == 503
    assert "the database does not answer" in answer.json()["reason"]
    assert get(f"{url}/healthz").json() == {"ok": True}


def test_sigterm_ends_it_well(start_web: StartWeb, servers: Servers) -> None:
    _, web = start_web(servers.postgres.database_url("postgres"))
    web.send(signal.SIGTERM)
    web.wait(30)

    assert web.exit_code() == 0
    assert "Traceback" not in web.log.read_text()


def test_a_port_in_use_is_said_in_one_line(
    start_web: StartWeb, servers: Servers
) -> None:
    database = servers.postgres.database_url("postgres")
    url, _ = start_web(database)
    second = Child(
        "web",
        processes.web(int(url.rsplit(":", 1)[1])),
        env=servers.environment({"DATABASE_URL": database}),
        log=servers.folder / f"web-{servers.number()}.log",
        lifeline=servers.lifeline,
    )
    second.wait(30)

    assert second.exit_code() != 0
    assert second.log.read_text().startswith("CommandError: cannot listen on")
    assert second.log.read_text().count("\n") == 1
