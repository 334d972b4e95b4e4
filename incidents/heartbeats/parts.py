"""Muster's own processes, as PostgreSQL sees them.

A process names its connection and asks something every few seconds, so that who is
there, and since when one is silent, needs no table. Source: PostgreSQL 16, chapter
27.2.3, pg_stat_activity.
"""

import os
import socket
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

WEB, WORKER = "web", "worker"
# Silent for longer than this (s), a process hangs.
SILENT = 15.0
_MARK = "muster"


@dataclass(frozen=True, slots=True)
class Part:
    """A process: `name` is machine and number, `silent` the seconds since it spoke."""

    kind: str
    name: str
    queues: tuple[str, ...]
    silent: float

    @property
    def is_well(self) -> bool:
        return self.silent <= SILENT


def here(kind: str, queues: Collection[str] = ()) -> None:
    """This process is there, and works for these queues. PostgreSQL keeps 63 bytes."""
    listed = ",".join(sorted(queues)) or "-"
    name = f"{_MARK} {kind} {listed} {os.getpid()}@{socket.gethostname()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [name])


def parts() -> list[Part]:
    """Who is there now, web servers first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name,"
            " extract(epoch FROM clock_timestamp() - state_change)::float8"
            " FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE %s AND state_change IS NOT NULL ORDER BY 1",
            [f"{_MARK} %"],
        )
        found = [_part(str(name), float(age)) for name, age in cursor.fetchall()]
    return sorted(found, key=lambda part: (part.kind != WEB, part.kind, part.name))


def _part(text: str, age: float) -> Part:
    _, kind, listed, name = (*text.split(" ", 3), "", "", "")[:4]
    queues = () if listed == "-" else tuple(listed.split(","))
    return Part(kind, name, queues, max(0.0, age))
