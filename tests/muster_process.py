"""Muster for a test: the real processes, on a database of their own.

    muster.url                          the web server's address
    muster.sql("SELECT ...", 1)         rows, as tuples
    muster.manage("connect")            what a command printed
    muster.kill_worker()                SIGKILL; muster.start_worker() begins another
    muster.freeze_worker()              SIGSTOP; muster.thaw_workers() lets them go on
    muster.broker.flush() / kill() / restart()
    muster.start_beat()
    muster.wait_until(lambda: ..., seconds=10)
    muster.logs()                       the end of every process's log

A worker runs `-P threads`, as in production. Settings are environment variables
(docs/configuration.md), for example LEASE_SECONDS="2".
"""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import psycopg2

from backoffice.local import ports, processes
from backoffice.local.children import Child
from tests.redis_process import RedisServer
from tests.servers import Servers

T = TypeVar("T")
READY_SECONDS = 60.0
DEADLOCKS = 5
# A worker is ready when it has met its broker, or goes on without.
WORKER_READY = (" ready.", "Cannot connect to")


class Muster:
    """`launch()` begins its processes, `wait_ready()` waits for them, `stop()` ends.

    Its database is a copy of `template`, dropped in the end. `broker` is a Redis; with
    None the wake-ups go through files, as in the demo.
    """

    def __init__(
        self,
        servers: Servers,
        *,
        slack_api_url: str,
        template: str,
        broker: RedisServer | None,
        settings: Mapping[str, str],
    ) -> None:
        self._servers = servers
        self._number = servers.number()
        self._redis = broker
        self._folder = servers.folder / f"muster-{self._number}"
        self._database = f"muster_{self._number}"
        self._port = ports.find_free()
        self.url = f"http://{ports.HOST}:{self._port}"
        self.database_url = servers.postgres.create(self._database, template=template)
        self._env = {
            "DATABASE_URL": self.database_url,
            "BROKER_URL": broker.url if broker else "filesystem://",
            "BROKER_FOLDER": str(self._folder / "broker"),
            "SLACK_API_URL": slack_api_url,
            "PUBLIC_URL": self.url,
            **settings,
        }
        self._web: Child | None = None
        self._workers: list[Child] = []
        self._frozen: list[Child] = []
        self._ended: list[Child] = []
        self._others: list[Child] = []
        self._launched = 0
        self._database_link = psycopg2.connect(self.database_url)
        self._database_link.autocommit = True

    @property
    def broker(self) -> RedisServer:
        assert self._redis is not None, "the broker of this Muster is a folder"
        return self._redis

    @property
    def environment(self) -> dict[str, str]:
        """What its processes read beside the settings of all tests."""
        return dict(self._env)

    # -- its processes

    def launch(self, *, workers: Sequence[str] = (processes.EVERY,)) -> None:
        """Begin the web server and a worker for each of these queues, all at once."""
        self._launched = len(workers)
        self._web = self._begin("web", processes.web(self._port))
        for queues in workers:
            self._begin_worker(queues)

    def wait_ready(self) -> None:
        """Wait until the web server answers and every worker works."""
        if self._web is not None:
            self._wait_for(self._web, "muster ready on")
        for worker in self._workers:
            self._wait_for(worker, *WORKER_READY)

    def start_worker(self) -> None:
        """One more worker; returns when it works."""
        self._wait_for(self._begin_worker(), *WORKER_READY)

    def kill_worker(self) -> None:
        """SIGKILL every worker that is not frozen."""
        for worker in self._workers:
            worker.send(signal.SIGKILL)
            worker.wait(READY_SECONDS)
        self._ended += self._workers
        self._workers = []

    def stop_worker(self) -> None:
        """End every worker as a deployment does, by SIGTERM."""
        for worker in self._workers:
            worker.send(signal.SIGTERM)
        for worker in self._workers:
            worker.wait(READY_SECONDS)
        self._ended += self._workers
        self._workers = []

    def worker_pids(self) -> list[int]:
        """The processes of the workers that are there now."""
        return [worker.pid for worker in self._workers]

    def freeze_worker(self) -> None:
        """SIGSTOP every worker: alive, and doing nothing."""
        for worker in self._workers:
            worker.send(signal.SIGSTOP)
        self._frozen += self._workers
        self._workers = []

    def thaw_workers(self) -> None:
        """Let the frozen ones go on."""
        for worker in self._frozen:
            worker.send(signal.SIGCONT)
        self._workers += self._frozen
        self._frozen = []

    def start_beat(self) -> None:
        self._others.append(self._begin("beat", processes.beat()))
        self._wait_for(self._others[-1], "beat: Starting...")

    def start_socketmode(self) -> None:
        """Serve Slack by Socket Mode too; needs the setting SLACK_APP_TOKEN."""
        self._others.append(self._begin("socketmode", processes.manage("socketmode")))
        self._wait_for(self._others[-1], "Connected to Slack by Socket Mode")

    def stop(self) -> None:
        """End everything, without ceremony, and drop the database."""
        children = [*self._workers, *self._frozen, *self._others]
        children += [self._web] if self._web is not None else []
        for child in children:
            child.send(signal.SIGKILL)
        for child in children:
            child.wait(READY_SECONDS)
        self._database_link.close()
        self._servers.postgres.drop(self._database)

    # -- the same one for many stories

    @property
    def is_as_launched(self) -> bool:
        """Whether the web server and every worker of its start, and no more, live."""
        alive = [self._web, *self._workers]
        return (
            len(self._workers) == self._launched
            and not (self._frozen or self._ended or self._others)
            and all(child is not None and child.exit_code() is None for child in alive)
        )

    def keep_rows(self) -> None:
        """Remember every row, for `restore_rows`."""
        self.sql("CREATE SCHEMA kept")
        for table in self._tables():
            self.sql(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        # No beat runs here: each story begins anew to miss it, and ends before that.
        self.sql("DELETE FROM kept.incidents_trouble")

    def restore_rows(self) -> None:
        """Every table is as it was when the rows were kept."""
        tables = self._tables()
        copied = (
            f'DELETE FROM "{t}"; INSERT INTO "{t}" SELECT * FROM kept."{t}";'
            for t in tables
        )
        self.sql(
            "BEGIN; SET LOCAL session_replication_role = replica;"
            f"{''.join(copied)} COMMIT;"
        )

    def _tables(self) -> list[str]:
        rows = self.sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND relname <> 'django_migrations' ORDER BY 1"
        )
        return [str(name) for (name,) in rows]

    # -- what is there

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement, committed at once; answer its rows, if it has any.

        A deadlock with the processes, which go on meanwhile, is tried again.
        """
        for _ in range(DEADLOCKS):
            with suppress(psycopg2.errors.DeadlockDetected):
                return self._sql(query, values)
        return self._sql(query, values)

    def _sql(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._database_link.cursor() as cursor:
            try:
                cursor.execute(query, values or None)
            except psycopg2.Error:
                cursor.execute("ROLLBACK")
                raise
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str) -> str:
        """Run a management command against this Muster; answer what it printed."""
        return self._servers.manage(*arguments, env=self._env)

    def logs(self, lines: int = 30) -> str:
        """The end of the log of every process, the dead ones' too."""
        children = [*self._ended, *self._frozen, *self._workers, *self._others]
        children += [self._web] if self._web is not None else []
        return "\n".join(f"-- {child.name}\n{_end(child, lines)}" for child in children)

    def wait_until(self, look: Callable[[], T], seconds: float = 20.0) -> T:
        """Look until there is something to see; fails with the logs."""
        until = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            assert time.monotonic() < until, f"it did not happen:\n{self.logs()}"
            time.sleep(0.03)

    def _begin_worker(self, queues: str = processes.EVERY) -> Child:
        name = f"worker-{self._servers.number()}"
        worker = self._begin(name, processes.worker(name=name, queues=queues))
        self._workers.append(worker)
        return worker

    def _begin(self, name: str, command: list[str]) -> Child:
        return Child(
            name,
            command,
            env=self._servers.environment(self._env),
            log=self._folder / f"{name}.log",
            lifeline=self._servers.lifeline,
        )

    def _wait_for(self, child: Child, *texts: str) -> None:
        until = time.monotonic() + READY_SECONDS
        while not any(child.said(text) for text in texts):
            assert child.exit_code() is None, child.died()
            assert time.monotonic() < until, f"not ready: {_end(child, 30)}"
            time.sleep(0.02)


def _end(child: Child, lines: int) -> str:
    return "\n".join(child.log.read_text(errors="replace").splitlines()[-lines:])
