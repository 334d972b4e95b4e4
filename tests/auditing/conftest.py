"""A Muster whose parts all live, on a clock that a test moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection

from incidents.auditing import queries, services
from incidents.auditing.models import Trouble
from incidents.auditing.values import Standing
from incidents.heartbeats import parts, reception
from incidents.outbox.models import Effect
from tests.alerts.conftest import monitoring
from tests.bot.conftest import company
from tests.escalation.conftest import Escalation, escalation

__all__ = ["company", "escalation", "monitoring"]


@dataclass
class Watch:
    """Ada is an admin; this process stands for worker and web server."""

    escalation: Escalation

    @property
    def now(self) -> datetime:
        return self.escalation.now

    def passes(self, **time: float) -> bool:
        """Time passes in which Muster receives, and it looks at itself; whether the
        address outside is to be pinged.
        """
        self.escalation.now += timedelta(**time)
        reception.extend(None, self.now)
        services.heard_beat(self.now)
        return services.look(self.now)

    def standing(self) -> Standing:
        return queries.standing(self.now)

    def kinds(self) -> list[str]:
        return [each.kind for each in self.standing().troubles]

    def told(self) -> list[str]:
        """What admins were asked to be told, by kind of effect and what it says."""
        rows = Effect.objects.filter(subject="audit").order_by("pk")
        return [f"{each.kind} {each.args['what']}" for each in rows]


def here(queues: tuple[str, ...] = ("page", "ingest", "slack", "sync")) -> None:
    """This process serves these queues; what PostgreSQL says of it is asked anew."""
    parts.here(parts.WORKER, queues)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")


@pytest.fixture
def watch(escalation: Escalation) -> Iterator[Watch]:
    ada = escalation.person("Ada")
    ada.is_superuser = True
    ada.save()
    here()
    made = Watch(escalation)
    Trouble.objects.all().delete()
    yield made
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = ''")
