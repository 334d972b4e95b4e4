"""Run inside Muster's process: levels that are due, and a look that finds nothing."""

import json
import time
from datetime import timedelta
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from incidents import memory
from incidents.catalog.models import Service
from incidents.contacts.models import Way
from incidents.escalation.models import Page
from incidents.people.models import Person, Team
from incidents.policies import services as policies
from incidents.policies.freezing import freeze
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.response import paging
from tasks.storms import together

DUE, ROUNDS, OPEN, LOOKS = 6_000, 5, 100_000, 15
_OPEN = """
WITH born AS (
    INSERT INTO incidents_incident (title, summary, status, severity, service_id,
        is_private, latest_update, resolution, channel_name, declared_at)
    SELECT 'Bench ' || n, '', 'triage', '', %(service)s, false, '', '', '', %(now)s
    FROM generate_series(1, %(count)s) AS n RETURNING id)
INSERT INTO incidents_run (incident_id, policy_id, name, frozen, why, mode,
    mode_reason, next_at, started_at, decisions, ended_why)
SELECT id, %(policy)s, 'Bench', %(frozen)s::jsonb, 'a bench', 'automated', '',
    %(next_at)s, %(now)s, '[]'::jsonb, '' FROM born
"""


def measure() -> None:
    """Prints steps a second, by round, and the median of idle looks in ms, as JSON; in
    a process that is as a worker is after its start.
    """
    memory.settle()
    policy = _policy()
    with transaction.atomic():
        _open(policy, 1, due=True)
    _steps()  # a worker's first level reads its engines
    steps = []
    for number in range(ROUNDS):
        with transaction.atomic():
            _open(policy, DUE + number, due=True)
        steps.append(_steps())
    _open(policy, OPEN, due=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_run, incidents_page, incidents_incident")
    print(json.dumps({"steps": steps, "idle": _idle(), "pages": Page.objects.count()}))


def _policy() -> Policy:
    team = Team.objects.create(name="Bench", slug="bench")
    person = Person.objects.create_user("bench@example.com", "Bench")
    person.notification_rules.create(way=Way.EMAIL)
    policy = Policy(team=team, name="Bench", slug="bench", repeats=0)
    steps = [
        Step("person", 0, {"person": person.pk}),
        Step("person", 1, {"person": person.pk}),
    ]
    return policies.save(policy=policy, steps=steps, by=None)


def _open(policy: Policy, count: int, *, due: bool) -> None:
    now = timezone.now()
    service = Service.objects.create(
        name=f"Bench {count}", slug=f"bench-{count}", team=policy.team
    )
    next_at = now if due else now + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "now": now,
                "service": service.pk,
                "count": count,
                "policy": policy.pk,
                "frozen": json.dumps(freeze(policy)),
                "next_at": next_at,
            },
        )


def _steps() -> float:
    """Due levels a second, each with its page, lines and effect, as the pulse does."""
    began = time.monotonic()
    done = together(_advance)
    return done / (time.monotonic() - began)


def _advance() -> int:
    done = 0
    while count := paging.advance(timezone.now()):
        done += count
    return done


def _idle() -> float:
    found = []
    for _ in range(LOOKS):
        began = time.monotonic()
        paging.advance(timezone.now())
        found.append((time.monotonic() - began) * 1_000)
    return median(found)
