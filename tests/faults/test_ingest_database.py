"""The accepting side under load, while its PostgreSQL dies, freezes and runs full."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import psycopg2
import pytest

from backoffice.local.postgres import SYSTEM_USER
from tests.faults.accepting import Accepting, Load, OwnPostgres, load
from tests.servers import Servers

EXIT_SECONDS = 60.0
# Beyond a segment of its log: that has 16 MiB, and PostgreSQL ends when it fails.
FILE_BYTES = 17 * 2**20
MOVE = """
DO $$
DECLARE part regclass;
BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree('incidents_inbox') LOOP
        EXECUTE format('ALTER TABLE %s SET TABLESPACE small', part);
    END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def postgres(servers: Servers) -> Iterator[OwnPostgres]:
    own = OwnPostgres(servers)
    yield own
    own.server.stop()


@pytest.fixture
def accepting(servers: Servers, postgres: OwnPostgres) -> Iterator[Accepting]:
    name = postgres.create()
    accepting = Accepting(servers, postgres.server.database_url(name))
    yield accepting
    accepting.stop()
    postgres.server.drop(name)


def assert_nothing_is_lost(accepting: Accepting, posting: Load) -> None:
    """Each was told 202 and is there, or 503 and when to come back."""
    assert posting.accepted() <= set(accepting.kept())
    assert {each.status for each in posting.told} == {202, 503}
    assert all(each.retry_after for each in posting.told if each.status == 503)


def test_a_killed_postgresql_is_answered_503_and_nothing_accepted_is_lost(
    accepting: Accepting, postgres: OwnPostgres
) -> None:
    _, port = accepting.start_web()
    with load(port) as posting:
        posting.wait_for(202, 300)
        postgres.kill()
        posting.wait_for(503)
        postgres.server.start()
        posting.wait_for(202)

    assert_nothing_is_lost(accepting, posting)


def test_a_frozen_postgresql_is_answered_503_and_taken_up_again_by_itself(
    accepting: Accepting, postgres: OwnPostgres
) -> None:
    _, port = accepting.start_web()
    with load(port) as posting:
        posting.wait_for(202, 300)
        postgres.freeze()
        posting.wait_for(503, 30)
        postgres.thaw()
        posting.wait_for(202)

    assert_nothing_is_lost(accepting, posting)


def test_a_restart_of_postgresql_between_two_alerts_is_not_noticed(
    accepting: Accepting, postgres: OwnPostgres
) -> None:
    _, port = accepting.start_web()
    with load(port) as before:
        before.wait_for(202)
    postgres.kill()
    postgres.server.start()
    with load(port) as after:
        after.wait_for(202)

    assert {each.status for each in [*before.told, *after.told]} == {202}


def test_sigterm_ends_the_process_although_postgresql_is_frozen(
    accepting: Accepting, postgres: OwnPostgres
) -> None:
    web, port = accepting.start_web()
    page = f"http://127.0.0.1:{port}/readyz"
    with load(port) as posting:
        posting.wait_for(202)
        httpx.get(page, trust_env=False)  # its thread has a connection from now on
        postgres.freeze()
        try:
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(page, timeout=1, trust_env=False)
            web.send(signal.SIGTERM)
            web.wait(EXIT_SECONDS)
        finally:
            postgres.thaw()

    assert posting.accepted() <= set(accepting.kept())


class Room:
    """Where the inbox's files are, and how there is room again."""

    def __init__(self, told: str, give: Callable[[], object]) -> None:
        self.told = told
        self.give = give


@pytest.fixture(params=["disk", "file"])
def small(
    request: pytest.FixtureRequest, accepting: Accepting, postgres: OwnPostgres
) -> Iterator[Room]:
    """A full disk, where one may be mounted; and everywhere a file that may not grow,
    which fails at the same place.
    """
    folder = postgres.folder / "small"
    folder.mkdir(exist_ok=True)
    if request.param == "disk" and is_mounted(folder):
        shutil.chown(folder, SYSTEM_USER)
        link = psycopg2.connect(accepting.url)
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute("CREATE TABLESPACE small LOCATION %s", [str(folder)])
            cursor.execute(MOVE)
        link.close()
        bigger = ["mount", "-o", "remount,size=1g", str(folder)]
        yield Room("No space left on device", partial(run, bigger))
        run(["umount", "--lazy", str(folder)])
    else:
        postgres.bound_files(FILE_BYTES)
        yield Room("File too large", partial(postgres.bound_files, None))
        postgres.bound_files(None)


def is_mounted(folder: Path) -> bool:
    """Whether there is a disk of 8 MB now: only root may."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "muster-tests", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


def run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def test_a_full_disk_is_answered_503_until_there_is_room(
    accepting: Accepting, postgres: OwnPostgres, small: Room
) -> None:
    _, port = accepting.start_web()
    with load(port, pad=15_000) as posting:
        posting.wait_for(202)
        posting.wait_for(503)
        small.give()
        posting.wait_for(202)

    assert_nothing_is_lost(accepting, posting)
    assert small.told in postgres.server.log.read_text()
