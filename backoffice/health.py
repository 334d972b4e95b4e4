"""What a load balancer and an orchestrator ask: is it up, may it have traffic."""

import logging
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


class NotReady(Exception):
    """Why this process should get no traffic yet."""


class NoAnswer(NotReady):
    """The database does not answer, in its own words."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers at all; asks nothing of the database."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its schema is ours, else 503 and the reason."""
    try:
        ask_database()
    except NoAnswer as reason:
        # Anybody may ask, and the words name the database's host and user.
        log.warning("Not ready: %s", reason)
        return _not_ready("the database does not answer; this process's log says why")
    except NotReady as reason:
        return _not_ready(str(reason))
    return JsonResponse({"ok": True})


def _not_ready(reason: str) -> JsonResponse:
    return JsonResponse({"ok": False, "reason": reason}, status=503)


def ask_database() -> None:
    """Raises NotReady, with what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _check_migrations()
    except DatabaseError as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise NoAnswer(f"the database does not answer: {lines[0]}") from error


@cache  # only success is kept: what has been migrated stays migrated
def _check_migrations() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        waiting = ", ".join(str(migration) for migration, _ in plan[:3])
        raise NotReady(f"{len(plan)} migrations are not applied: {waiting}")
