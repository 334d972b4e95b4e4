"""How many alerts a second are accepted: answered 202 after their COMMIT.

The references, in the same run: a plain Django view with one commit a request, and
PostgreSQL's own single-row commits with 8 clients (pgbench). Rounds alternate, so that
noise of the machine meets all of them. Every row is reconciled with the answers.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from backoffice.local import ports
from backoffice.local.children import Child
from backoffice.local.postgres import BIN
from tests.bench import many_alerts
from tests.bench.figures import HEADER, median, percentile, row
from tests.bench.posting import KEYS, Posted, post
from tests.muster_process import Muster
from tests.servers import Servers

ROUNDS = 3
SECONDS = 4.0
CONNECTIONS = 64
EVENTS = 50
GOAL, GOAL_EVENTS, GOAL_MS, GOAL_KEPT = 4_000, 30_000, 5.0, 0.9
NOBODY = "http://127.0.0.1:9/api/"
SERVICE = """
WITH team AS (
    INSERT INTO incidents_team (name, slug, description) VALUES (%s, %s, '')
    RETURNING id
), service AS (
    INSERT INTO incidents_service (name, slug, description, runbook_url, team_id)
    SELECT %s, %s, '', '', id FROM team RETURNING id
)
INSERT INTO incidents_servicekey (service_id, digest, sealed, start)
SELECT id, %s, '', 'mk_bench' FROM service
"""
INSERT = """
INSERT INTO incidents_inbox (shard, service_id, source, body)
VALUES (1, 1, 'api', '{"title": "Disk almost full"}');
"""


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    servers = Servers(durable=True)
    with ExitStack() as end:
        end.callback(servers.stop)
        servers.start()
        empty = end.enter_context(_accepting(servers))
        full = end.enter_context(_accepting(servers))
        many_alerts.fill(full)
        plain = end.enter_context(_plain_view(servers, empty))
        port, full_port = (int(m.url.rpartition(":")[2]) for m in (empty, full))
        _warm_up(port, full_port, plain)
        singles, filled, arrays, reference, commits = [], [], [], [], []
        for _ in range(ROUNDS):
            singles.append(_posted(empty, port).rate)
            filled.append(_posted(full, full_port).rate)
            reference.append(_posted(empty, plain).rate)
            arrays.append(_posted(empty, port, events=EVENTS).rate * EVENTS)
            commits.append(_commits(servers, empty))
        alone = _posted(empty, port, connections=1).milliseconds
        alone_plain = _posted(empty, plain, connections=1).milliseconds
    lost = median(
        [with_many / one for one, with_many in zip(singles, filled, strict=True)]
    )
    print(
        f"\nIngest: {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:g} s; load"
        f" average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(HEADER)
    plain_rate = median(reference)
    for name, value, goal in (
        ("alerts accepted a second", median(singles), f">= {GOAL:,}"),
        (
            f"events a second, in arrays of {EVENTS}",
            median(arrays),
            f">= {GOAL_EVENTS:,}",
        ),
        (
            "with 100,000 open alerts, a second",
            median(filled),
            f">= {GOAL_KEPT:.0%} of it",
        ),
    ):
        ratio = f"{value / plain_rate:.1f}x"
        print(row(name, f"{value:,.0f}", f"{plain_rate:,.0f}", ratio, goal))
    print(row("  of the rate without them, median", f"{lost:.0%}", "", "", ""))
    for name, pick in (("median", median), ("p99", lambda v: percentile(v, 0.99))):
        mine, other = pick(alone), pick(alone_plain)
        text = f"one connection, {name}, ms"
        goal = f"< {GOAL_MS:g}" if name == "median" else ""
        print(row(text, f"{mine:.2f}", f"{other:.2f}", f"{other / mine:.1f}x", goal))
    print(
        row(
            "PostgreSQL, single-row commits a second",
            "",
            f"{median(commits):,.0f}",
            "",
            "",
        )
    )
    print(
        f"rounds: {_shown(singles)}; filled {_shown(filled)}; plain {_shown(reference)}"
    )
    return (
        median(singles) >= GOAL
        and median(arrays) >= GOAL_EVENTS
        and lost >= GOAL_KEPT
        and median(alone) < GOAL_MS
    )


def _shown(rates: list[float]) -> str:
    return " ".join(f"{rate:,.0f}" for rate in rates)


def _posted(
    muster: Muster, port: int, *, connections: int = CONNECTIONS, events: int = 1
) -> Posted:
    """What was accepted, all of it, and what else was answered: nothing."""
    muster.sql("TRUNCATE incidents_inbox")
    muster.sql("CHECKPOINT")
    posted = post(port, connections=connections, seconds=SECONDS, events=events)
    ((rows,),) = muster.sql("SELECT count(*) FROM incidents_inbox")
    if {posted.accepted} != {rows, sum(posted.answers.values())}:
        raise RuntimeError(f"{rows} rows for the answers {posted.answers}")
    return posted


def _warm_up(*ports_: int) -> None:
    for port in ports_:
        post(port, connections=CONNECTIONS, seconds=1)


@contextmanager
def _accepting(servers: Servers) -> Iterator[Muster]:
    """The web server, and a service with a key for each of KEYS."""
    muster = Muster(
        servers,
        slack_api_url=NOBODY,
        template=servers.migrated,
        broker=None,
        settings={},
    )
    try:
        for number, key in enumerate(KEYS):
            names = [f"Tidings {number}", f"tidings-{number}"] * 2
            muster.sql(SERVICE, *names, hashlib.sha256(key.encode()).hexdigest())
        muster.launch(workers=())
        muster.wait_ready()
        yield muster
    finally:
        muster.stop()


@contextmanager
def _plain_view(servers: Servers, muster: Muster) -> Iterator[int]:
    port = ports.find_free()
    child = Child(
        "plain-view",
        [sys.executable, "-m", "tests.bench.plain_view", str(port)],
        env=servers.environment(
            muster.environment | {"DJANGO_SETTINGS_MODULE": "backoffice.settings"}
        ),
        log=servers.folder / "plain-view.log",
        lifeline=servers.lifeline,
    )
    until = time.monotonic() + 30
    while not _answers(port):
        if time.monotonic() > until:
            raise RuntimeError(child.log.read_text())
        time.sleep(0.05)
    yield port
    child.send(signal.SIGKILL)
    child.wait(10)


def _answers(port: int) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except HTTPError:
        return True
    except URLError:
        return False
    return True


def _commits(servers: Servers, muster: Muster) -> float:
    """PostgreSQL's own, a second: the same row, 8 clients."""
    script = Path(servers.folder) / "insert.sql"
    script.write_text(INSERT)
    done = subprocess.run(
        [
            str(BIN / "pgbench"),
            *("-n", "-c", "8", "-j", "2", "-T", str(int(SECONDS))),
            *("-f", str(script), muster.database_url),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])
