"""The servers behind the tests: PostgreSQL and Redis, real ones, for a whole run."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, Self

from backoffice.local import processes
from backoffice.local.children import ROOT
from backoffice.local.lifeline import Lifeline
from backoffice.local.postgres import Postgres
from tests import environment
from tests.redis_process import RedisServer
from tests.sandbox_process import Sandbox


class Servers:
    """Started once; ended with us, however we end.

    `migrated` and `seeded` name databases to copy: nobody is ever connected to them.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.lifeline = Lifeline()
        self.folder = Path(tempfile.mkdtemp(prefix="muster-tests-"))
        self.lifeline.remove(self.folder)
        self.lifeline.remove(environment.SOCKET)
        self.postgres = Postgres(
            self.folder / "pg",
            socket=environment.SOCKET,
            durable=durable,
            lifeline=self.lifeline,
        )
        self.redis = RedisServer(self.folder, lifeline=self.lifeline)
        self._numbers = count(1)

    def start(self) -> Self:
        self.postgres.start()
        return self

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        self.lifeline.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def number(self) -> int:
        """Answer a number that was not answered before in this run."""
        return next(self._numbers)

    def environment(self, own: Mapping[str, str]) -> dict[str, str]:
        """Answer the environment of a process of Muster."""
        return processes.environment(os.environ, environment.SETTINGS | dict(own))

    def manage(self, *arguments: str, env: Mapping[str, str]) -> str:
        """Run a management command to its end; answer what it printed."""
        done = subprocess.run(
            processes.manage(*arguments),
            check=False,
            capture_output=True,
            text=True,
            env=self.environment(env),
            cwd=ROOT,
        )
        assert done.returncode == 0, f"manage.py {arguments}: {done.stderr}"
        return done.stdout

    @cached_property
    def migrated(self) -> str:
        """A database with every migration applied, and nothing in it."""
        url = self.postgres.create("muster_migrated")
        self.manage("migrate", "-v0", env={"DATABASE_URL": url})
        return "muster_migrated"

    @cached_property
    def seeded(self) -> str:
        """One with Brightwater in it too: teams, people, services, channels."""
        url = self.postgres.create("muster_seeded", template=self.migrated)
        with Sandbox() as slack:
            env = {"DATABASE_URL": url, "SLACK_API_URL": slack.api_url}
            self.manage("seed", "--without-history", env=env)
        return "muster_seeded"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The Slack app, for the sandbox."""
        url = self.postgres.database_url("none")
        printed = self.manage("manifest", env={"DATABASE_URL": url})
        manifest: dict[str, Any] = json.loads(printed)
        return manifest
