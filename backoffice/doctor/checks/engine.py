"""The engine: workers take what is due, and nothing has given up."""

from collections.abc import Iterator
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from backoffice.doctor.examination import Matter
from bot.findings import Finding, bad, good
from incidents.escalation import queries as escalation
from incidents.outbox import queries

LATE = timedelta(minutes=1)
SECONDS = 2.0


def check() -> Iterator[Finding]:
    yield _broker()
    try:
        before = timezone.now() - LATE
        late, dead = queries.late(before=before), queries.dead()
        late += escalation.overdue(before=before)
    except DatabaseError:
        return  # told under the database's own heading
    if late:
        yield bad(
            f"{late} effects, runs or pages have been due for over a minute.",
            "Start a worker (docs/configuration.md); its log says what it cannot do.",
        )
    else:
        yield good("Nothing due is waiting.")
    if dead:
        yield bad(
            f"{dead} effects gave up.",
            "See why under Engine, Effects in the back-office; Retry when mended.",
        )
    else:
        yield good("Nothing has given up.")


def _broker() -> Finding:
    if settings.BROKER_URL.startswith("filesystem:"):
        return good(f"The broker is the folder {settings.BROKER_FOLDER}.")
    try:
        redis.Redis.from_url(
            settings.BROKER_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ).ping()
    except (redis.RedisError, ValueError) as error:
        return bad(
            f"The broker does not answer: {error}.",
            "Start it, and see that BROKER_URL names it. Until then everything works, "
            "up to a second later.",
        )
    return good("The broker answers.")


MATTER = Matter(heading="Engine", rank=20, check=check)
