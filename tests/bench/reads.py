"""How soon the API answers with 100,000 alerts open and 200,000 resolved.

One caller, one connection, pages of 100: each filter by itself, what goes together, and
pages far behind the first. The reference is the SQL of the same page as a person would
write it, on the same database, turn by turn with ours: it makes no JSON of it, asks
for no key and knows nothing of who may see what, except that private incidents are
left out. A text is looked for among 10,000 alerts at a time by us, and in all of them
by the reference.
"""

import hashlib
import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2

from tests.bench import many_alerts
from tests.bench.figures import HEADER, median, percentile, row
from tests.bench.stack import stack
from tests.muster_process import Muster

ROUNDS = 40
WARM = 3
GOAL_MS = 50
KEY = "a-key-of-the-bench-that-reads"
OPEN = "a.status <> 'resolved'"
ALERTS = """
SELECT a.*, s.slug, t.slug, i.id FROM incidents_alert a
JOIN incidents_service s ON s.id = a.service_id
JOIN incidents_team t ON t.id = s.team_id
LEFT JOIN incidents_incident i ON i.id = a.incident_id
WHERE i.is_private IS NOT TRUE AND {where} ORDER BY a.id DESC LIMIT 101
"""
INCIDENTS = """
SELECT i.*, s.slug, p.name FROM incidents_incident i
LEFT JOIN incidents_service s ON s.id = i.service_id
LEFT JOIN incidents_person p ON p.id = i.lead_id
WHERE NOT i.is_private AND {where} ORDER BY i.id DESC LIMIT 101
"""
COUNTS = """
SELECT a.service_id, a.status, count(*) FROM incidents_alert a
LEFT JOIN incidents_incident i ON i.id = a.incident_id
WHERE a.status <> 'resolved' AND i.is_private IS NOT TRUE GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Asked:
    """A call, and the SQL of the same. What counts all alerts has no goal."""

    path: str
    sql: str
    counts: bool = False


def run() -> bool:
    """Print the figures; False when a call misses the goal."""
    with stack(latency_ms=0) as story:
        muster = story.muster
        many_alerts.fill(muster)
        _make_key(muster)
        found = [(asked, *_measured(muster, asked)) for asked in _calls(muster)]
    print(
        f"\nReads: {many_alerts.OPEN:,} open alerts and {many_alerts.RESOLVED:,} "
        f"resolved, {ROUNDS} calls each; milliseconds, median and p95"
    )
    print(HEADER)
    for asked, ours, reference in found:
        late = percentile(ours, 0.95)
        print(
            row(
                asked.path.removeprefix("/api/v1/")[:43],
                f"{median(ours):.1f} {late:.1f}",
                f"{median(reference):.1f} {percentile(reference, 0.95):.1f}",
                f"{median(reference) / median(ours):.2f}x",
                "" if asked.counts else f"< {GOAL_MS}",
            )
        )
    listed = [ours for asked, ours, _ in found if not asked.counts]
    return all(percentile(ours, 0.95) < GOAL_MS for ours in listed)


def _calls(muster: Muster) -> list[Asked]:
    ((deep, deeper, incident, alert),) = muster.sql(
        "SELECT max(id) - 50000, min(id) + 1000, max(incident_id), max(id)"
        " FROM incidents_alert"
    )
    ((team, service),) = muster.sql(
        "SELECT t.slug, s.slug FROM incidents_service s"
        " JOIN incidents_team t ON t.id = s.team_id ORDER BY s.id LIMIT 1"
    )
    alerts = {
        "": "true",
        "state=open": OPEN,
        "state=over": "a.status = 'resolved'",
        "status=firing": "a.status = 'firing'",
        "status=held": "a.status = 'held'",
        "severity=SEV1": "a.severity = 'SEV1'",
        "severity=SEV2": "a.severity = 'SEV2'",
        f"service={service}": f"s.slug = '{service}'",
        f"team={team}": f"t.slug = '{team}'",
        "tag=rack-77": "a.tags @> ARRAY['rack-77']::varchar[]",
        "tag=region-1": "a.tags @> ARRAY['region-1']::varchar[]",
        "tag=nowhere": "a.tags @> ARRAY['nowhere']::varchar[]",
        f"incident={incident}": f"i.id = {incident}",
        "source=zabbix": "a.source = 'zabbix'",
        "source=alertmanager": "a.source = 'alertmanager'",
        "dedup_key=new-4711": "a.dedup_key = 'new-4711'",
        "q=host-4711": "a.title ILIKE '%host-4711%'",
        "q=disk": "a.title ILIKE '%disk%'",
        "until=2020-01-01T00:00:00Z": "a.last_at < '2020-01-01'",
        f"cursor={deep}&state=open": f"{OPEN} AND a.id < {deep}",
        f"cursor={deeper}": f"a.id < {deeper}",
        f"state=open&service={service}&severity=SEV1": (
            f"{OPEN} AND s.slug = '{service}' AND a.severity = 'SEV1'"
        ),
        f"state=open&team={team}&tag=rack-77": (
            f"{OPEN} AND t.slug = '{team}' AND a.tags @> ARRAY['rack-77']::varchar[]"
        ),
        "state=open&source=zabbix": f"{OPEN} AND a.source = 'zabbix'",
        "status=suppressed&severity=SEV1": (
            "a.status = 'suppressed' AND a.severity = 'SEV1'"
        ),
        "state=open&severity=SEV1&tag=region-1": (
            f"{OPEN} AND a.severity = 'SEV1' AND a.tags @> ARRAY['region-1']::varchar[]"
        ),
    }
    return [
        *(
            Asked(f"/api/v1/alerts?{query}", ALERTS.format(where=where))
            for query, where in alerts.items()
        ),
        Asked(f"/api/v1/alerts/{alert}", ALERTS.format(where=f"a.id = {alert}")),
        Asked("/api/v1/incidents?state=open", INCIDENTS.format(where="true")),
        Asked(
            f"/api/v1/incidents?team={team}&q=trouble",
            INCIDENTS.format(where="i.title ILIKE '%trouble%'"),
        ),
        Asked("/api/v1/status", COUNTS, counts=True),
        Asked("/metrics", COUNTS, counts=True),
    ]


def _measured(muster: Muster, asked: Asked) -> tuple[list[float], list[float]]:
    """Milliseconds of each call, ours and the reference's, turn by turn."""
    address = urlsplit(muster.url)
    web = http.client.HTTPConnection(address.hostname or "", address.port)
    link = psycopg2.connect(muster.database_url)

    def ours() -> None:
        web.request("GET", asked.path, headers={"Authorization": f"Bearer {KEY}"})
        answer = web.getresponse()
        body = answer.read()
        assert answer.status == 200, (asked.path, body)

    def reference() -> None:
        with link.cursor() as cursor:
            cursor.execute(asked.sql)
            cursor.fetchall()

    try:
        for _ in range(WARM):
            ours()
            reference()
        pairs = [(_timed(ours), _timed(reference)) for _ in range(ROUNDS)]
    finally:
        web.close()
        link.close()
    return [each for each, _ in pairs], [each for _, each in pairs]


def _timed(once: Callable[[], None]) -> float:
    began = time.perf_counter()
    once()
    return (time.perf_counter() - began) * 1000


def _make_key(muster: Muster) -> None:
    muster.sql(
        "INSERT INTO incidents_apikey (name, start, digest, scopes)"
        " VALUES ('Bench', 'a-key', %s, ARRAY['alerts:read', 'incidents:read'])",
        hashlib.sha256(KEY.encode()).hexdigest(),
    )
