"""The database: it answers, and its schema is ours."""

from collections.abc import Iterator

from backoffice import health
from backoffice.doctor.examination import Matter
from bot.findings import Finding, bad, good


def check() -> Iterator[Finding]:
    try:
        health.ask_database()
    except health.NotReady as reason:
        yield bad(
            f"The database is not ready: {reason}.",
            "Start it, see that DATABASE_URL names it, and run "
            "`python manage.py migrate`.",
        )
    else:
        yield good("The database answers and is migrated.")


MATTER = Matter(heading="Database", rank=10, check=check)
