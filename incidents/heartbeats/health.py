"""How Muster and what it watches are: one look at the database, for status, metrics
and the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count

from incidents.alerts.models import Alert, AlertGroup
from incidents.catalog.models import Service
from incidents.heartbeats import queries
from incidents.heartbeats.models import Heartbeat
from incidents.people.models import Person
from incidents.record.models import Incident

# A body that waits for longer than this says that no worker takes it.
SLOW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Inbox:
    """`stored` counts all bodies that were ever given a number; `lag` is how long the
    oldest one that waits has done so.
    """

    stored: int
    waiting: int
    lag: timedelta

    @property
    def is_well(self) -> bool:
        return self.lag <= SLOW


@dataclass(frozen=True, slots=True)
class Watched:
    """A service: when its last body came, what is open, and its heartbeats. `storm` is
    the incident that further alerts of it join.
    """

    service: Service
    last_at: datetime | None
    open_alerts: Mapping[str, int]
    heartbeats: tuple[Heartbeat, ...]
    storm: Incident | None

    @property
    def firing(self) -> int:
        return sum(self.open_alerts.values())

    @property
    def late(self) -> int:
        return sum(each.state == Heartbeat.State.LATE for each in self.heartbeats)


def inbox(now: datetime) -> Inbox:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT CASE WHEN is_called THEN last_value ELSE 0 END"
            " FROM incidents_inbox_id_seq), count(*), min(received_at)"
            " FROM incidents_inbox WHERE drained_at IS NULL"
        )
        stored, waiting, oldest = cursor.fetchone()
    lag = max(timedelta(), now - oldest) if oldest else timedelta()
    return Inbox(int(stored), int(waiting), lag)


def watched(*, by: Person | None) -> list[Watched]:
    """Every service, by name. Alerts of incidents that `by` may not know of are not
    counted, and no such storm is named.
    """
    services = list(Service.objects.select_related("team").order_by("name"))
    heard = _last_bodies(services)
    counts = open_alerts(by=by)
    beats: dict[int, list[Heartbeat]] = {}
    for each in queries.every():
        beats.setdefault(each.service_id, []).append(each)
    storms = _storms(by)
    return [
        Watched(
            service=each,
            last_at=heard.get(each.pk),
            open_alerts=counts.get(each.pk, {}),
            heartbeats=tuple(beats.get(each.pk, ())),
            storm=storms.get(each.pk),
        )
        for each in services
    ]


def open_alerts(*, by: Person | None) -> dict[int, dict[str, int]]:
    """How many of each status, by service, that `by` may know of.

    All are counted in an index, whatever they are, and the hidden ones, which are few,
    subtracted.
    """
    wanted = [each.value for each in Alert.Status if each != Alert.Status.RESOLVED]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ALERTS, [wanted])
        counts = {(service, status): n for service, status, n in cursor.fetchall()}
    for service, status, number in _hidden_alerts(by):
        counts[service, status] = counts.get((service, status), 0) - number
    found: dict[int, dict[str, int]] = {}
    for (service, status), number in counts.items():
        if number > 0:
            found.setdefault(service, {})[status] = number
    return found


_OPEN_ALERTS = """
SELECT service.id, wanted.status, counted.number FROM incidents_service AS service
CROSS JOIN unnest(%s::varchar[]) AS wanted (status)
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM incidents_alert
    WHERE service_id = service.id AND status = wanted.status
) AS counted
WHERE counted.number > 0
"""


def _hidden_alerts(by: Person | None) -> Iterable[tuple[int, str, int]]:
    seen = Incident.objects.visible_to(by).values("pk")
    hidden = Incident.objects.filter(is_private=True).exclude(pk__in=seen)
    found = Alert.objects.exclude(status=Alert.Status.RESOLVED)
    rows = found.filter(incident__in=hidden).order_by()
    return rows.values_list("service", "status").annotate(Count("pk"))


def incidents_open(*, by: Person | None) -> dict[str, int]:
    """How many that `by` may know of, by severity."""
    found = Incident.objects.visible_to(by).open().order_by()
    return dict(found.values_list("severity").annotate(Count("pk")))


def heartbeats_by_state() -> dict[str, int]:
    rows = Heartbeat.objects.order_by().values_list("state").annotate(Count("pk"))
    counts = dict.fromkeys(Heartbeat.State.values, 0)
    return counts | dict(rows)


_LAST_BODIES = """
SELECT wanted.id, latest.received_at FROM unnest(%s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT received_at FROM incidents_inbox
    WHERE service_id = wanted.id ORDER BY id DESC LIMIT 1
) AS latest
"""


def _last_bodies(services: Iterable[Service]) -> dict[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_BODIES, [[each.pk for each in services]])
        return dict(cursor.fetchall())


def _storms(by: Person | None) -> dict[int, Incident]:
    seen = Incident.objects.visible_to(by)
    groups = AlertGroup.objects.filter(
        incident__in=seen, is_storm=True, closed_at__isnull=True
    )
    return {
        each.service_id: each.incident for each in groups.select_related("incident")
    }
