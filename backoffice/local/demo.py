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

# Of the numbers that Ofcom keeps for drama: they ring nobody.
TWILIO_FROM = "+447700900999"
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
        self._smtp_port = ports.find_free()
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
            "TWILIO_API_URL": options.sandbox_url,
            "TWILIO_FROM": TWILIO_FROM,
            "PUBLIC_URL": options.web_url,
            "EMAIL_URL": f"smtp://{HOST}:{self._smtp_port}",
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
            *("--twilio-sid", values["TWILIO_ACCOUNT_SID"]),
            *("--twilio-token", values["TWILIO_AUTH_TOKEN"]),
            *("--twilio-number", TWILIO_FROM),
            *("--company", str(COMPANY)),
            *("--manifest", str(options.var / "manifest.json")),
            *("--state", str(options.var / "sandbox.json")),
            *("--smtp-port", str(self._smtp_port)),
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

    @property
    def _alert(self) -> str:
        """What to type, from wherever one is."""
        key, url = self._values["DEMO_ALERT_KEY"], self._options.web_url
        return (
            f"curl {url}/api/v1/alerts -H 'Authorization: Bearer {key}' "
            "-H 'Content-Type: application/json' "
            """-d '{"title": "The ledger lags", "severity": "SEV1"}'"""
        )

    def _welcome(self, seconds: float) -> str:
        email = self._values["DEMO_ADMIN_EMAIL"]
        password = self._values["DEMO_ADMIN_PASSWORD"]
        return f"""
Muster is up, after {seconds:.0f} s.

  A small Slack   {self._options.sandbox_url}
  Back-office     {self._options.web_url}/admin/
                  log in as {email} with {password}

Three things to try, in the small Slack (you are Ada; the name on top changes that):
  1. Post an alert, from another terminal, and see it come into #payments-team:
     {self._alert}
     Press Why and Silence under it. Services, on the web, says how tools post.
     The phone of who is on call rings: /incident oncall payments says who that is.
     Be them (the name on top), open Phone, pick up, and press 1 to acknowledge.
  2. Type /incident in any channel; "Help me choose" proposes a severity. In the
     channel that opens, type /incident update We are rolling back, and pin a message:
     the card, the timeline and the thread in #incidents keep up.
  3. Press Resolve on the card, then Close: what is missing is listed with its buttons.
     Post-mortem makes a draft; the whole story is on the web.

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
