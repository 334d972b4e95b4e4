"""`make demo`: all of Muster on one machine, with a small Slack to try it in.

It needs no settings, for it makes them; so it runs without Django.
"""

import argparse
import http.client
import os
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backoffice.local import ports, processes, settings_file
from backoffice.local.children import ROOT, Child, ChildDied
from backoffice.local.lifeline import Lifeline
from backoffice.local.lock import AlreadyRunning, Lock
from backoffice.local.ports import HOST, PortInUse
from backoffice.local.postgres import Postgres, PostgresError
from backoffice.local.stop_signals import Stopped, StopSignals
from backoffice.local.supervisor import Supervisor

COMPANY = ROOT / "integrations/sandbox/company.json"


@dataclass(frozen=True, kw_only=True)
class Options:
    """Where the demo listens and keeps its data."""

    port: int
    sandbox_port: int
    var: Path

    @property
    def web_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{HOST}:{self.sandbox_port}"


class Demo:
    """One run, from start to the end of its last process."""

    def __init__(self, options: Options, lock: Lock, signals: StopSignals) -> None:
        self._options = options
        self._lifeline = Lifeline(inherit=(lock.fd,))
        var = options.var
        self._postgres = Postgres(
            var / "pg", log=var / "log/postgres.log", lifeline=self._lifeline
        )
        self._values = settings_file.write(var / "demo.env", self._addresses())
        self._supervisor = Supervisor(
            env=processes.environment(os.environ, self._values),
            logs=var / "log",
            lifeline=self._lifeline,
            signals=signals,
        )

    def run(self) -> None:
        """Start, then watch. Raises Stopped, ChildDied, PostgresError."""
        began = time.monotonic()
        say("Starting Muster ...")
        try:
            self._start()
            say(self._welcome(time.monotonic() - began))
            self._supervisor.watch()
        finally:
            say("\nEnding ...")
            self._supervisor.stop()
            self._postgres.stop()
            self._lifeline.close()

    def _addresses(self) -> dict[str, str]:
        options = self._options
        return {
            "DATABASE_URL": self._postgres.database_url("muster"),
            "BROKER_URL": "filesystem://",
            "BROKER_FOLDER": str(options.var / "broker"),
            "SLACK_API_URL": f"{options.sandbox_url}/api/",
            "PUBLIC_URL": options.web_url,
        }

    def _start(self) -> None:
        var, supervisor = self._options.var, self._supervisor
        shutil.rmtree(var / "broker", ignore_errors=True)
        new = var / "manifest.new"
        manifest = supervisor.run("manifest", processes.manage("manifest"), output=new)
        self._postgres.start()
        self._postgres.create("muster")
        migrate = supervisor.run("migrate", processes.manage("migrate"))
        supervisor.finish(manifest)
        new.replace(var / "manifest.json")
        sandbox = supervisor.serve("sandbox", self._sandbox())
        supervisor.finish(migrate)
        web = supervisor.serve("web", processes.web(self._options.port))
        worker = supervisor.serve("worker", processes.worker())
        supervisor.wait(lambda: sandbox.said("sandbox ready on"), sandbox)
        seed = supervisor.run("seed", processes.manage("seed"))
        supervisor.wait(lambda: self._answers(web), web)
        supervisor.wait(lambda: worker.said(" ready."), worker)
        supervisor.finish(seed)
        supervisor.serve("beat", processes.beat())  # its syncs are hourly

    def _sandbox(self) -> list[str]:
        options, values = self._options, self._values
        return processes.sandbox(
            *("--port", str(options.sandbox_port)),
            *("--app-url", f"{options.web_url}/slack/events"),
            *("--signing-secret", values["SLACK_SIGNING_SECRET"]),
            *("--bot-token", values["SLACK_BOT_TOKEN"]),
            *("--app-token", values["SANDBOX_APP_TOKEN"]),
            *("--company", str(COMPANY)),
            *("--manifest", str(options.var / "manifest.json")),
            *("--state", str(options.var / "sandbox.json")),
        )

    def _answers(self, web: Child) -> bool:
        if not web.said("muster ready on"):
            return False
        link = http.client.HTTPConnection(HOST, self._options.port, timeout=10)
        try:
            link.request("GET", "/readyz")
            return link.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            link.close()

    def _welcome(self, seconds: float) -> str:
        email = self._values["DEMO_ADMIN_EMAIL"]
        password = self._values["DEMO_ADMIN_PASSWORD"]
        return f"""
Muster is up, after {seconds:.0f} s.

  A small Slack   {self._options.sandbox_url}
  Back-office     {self._options.web_url}/admin/
                  log in as {email} with {password}

Three things to try, in the small Slack (you are Ada; the name on top changes that):
  1. Type /incident in any channel and fill in the form: a channel opens with the team
     of the service in it, and #incidents hears of it.
  2. In the new channel, type /incident update We are rolling back. It stands on the
     card and in the thread in #incidents; Apps, Muster shows what is open.
  3. Press Resolve on the card, then find the whole story in the back-office.

Ctrl-C ends it and keeps the data; `make demo-reset` clears that.
"""


def say(text: str) -> None:
    """Print for whoever still listens; the terminal may have been closed."""
    with suppress(OSError):
        print(text, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; answer the exit code."""
    options = _parse(arguments)
    signals = StopSignals()
    signals.install()
    try:
        _run(options, signals)
    except Stopped:
        say("Ended. Nothing is left running.")
        return 0
    except (AlreadyRunning, ChildDied, PortInUse, PostgresError) as error:
        with suppress(OSError):
            print(f"demo: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def _run(options: Options, signals: StopSignals) -> None:
    lock = Lock(options.var / "demo.lock")
    try:
        for port, what, variable in (
            (options.port, "Muster", "PORT"),
            (options.sandbox_port, "the small Slack", "SANDBOX_PORT"),
        ):
            ports.check_free(port, what=what, variable=variable)
        Demo(options, lock, signals).run()
    finally:
        lock.release()


def _parse(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sandbox-port", type=int, default=8090)
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="data folder")
    values = vars(parser.parse_args(arguments))
    return Options(**values | {"var": values["var"].resolve()})


if __name__ == "__main__":
    sys.exit(main())
