"""100,000 open alerts and twice as many resolved ones, as rows."""

from tests.muster_process import Muster

OPEN = 100_000
RESOLVED = 200_000
INCIDENTS = 2_000

_INCIDENTS = f"""
INSERT INTO incidents_incident
    (title, summary, status, service_id, is_private, latest_update, resolution,
     channel_name, declared_at)
SELECT 'Trouble ' || n, '', 'investigating',
    (SELECT id FROM incidents_service ORDER BY id OFFSET n % 7 LIMIT 1),
    n % 100 = 0, '', '', '', now() - n * interval '1 min'
FROM generate_series(1, {INCIDENTS}) AS n
"""
_ALERTS = """
WITH services AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM incidents_service
), incidents AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM incidents_incident
)
INSERT INTO incidents_alert
    (service_id, incident_id, source, dedup_key, group_key, status, title, body,
     source_severity, severity, labels, tags, links, count, first_at, last_at,
     resolved_at, is_flapping, changes, decisions)
SELECT services.id, incidents.id,
    CASE WHEN n % 10000 = 1 THEN 'zabbix' ELSE 'alertmanager' END,
    '{kind}-' || n, 'host-' || n % {incidents}, {status},
    'Disk almost full on host-' || n, repeat('Look at the runbook. ', 10), 'critical',
    CASE WHEN n % 5000 = 1 THEN 'SEV1' WHEN n % 3 = 0 THEN 'SEV2' ELSE 'SEV3' END,
    jsonb_build_object('host', 'host-' || n, 'region', 'eu-' || n % 4),
    ARRAY['region-' || n % 4, 'rack-' || n % 5000], '[]', 1,
    now() - ({count} - n) * interval '1 s', now() - ({count} - n) * interval '1 s',
    {resolved_at}, false, ARRAY[]::timestamptz[],
    '[{{"step": "group", "reason": "By its host", "at": "2026-03-01T00:00:00Z"}}]'
FROM generate_series(1, {count}) AS n
JOIN services ON services.place = n % 7
JOIN incidents ON incidents.place = n % {incidents}
ORDER BY n
"""
_STATUS = """CASE n % 50 WHEN 0 THEN 'acknowledged' WHEN 1 THEN 'held'
    WHEN 2 THEN 'suppressed' ELSE 'firing' END"""


def fill(muster: Muster) -> None:
    """Add them, the resolved ones first, and let PostgreSQL know what is there."""
    muster.sql(_INCIDENTS)
    facts = {"incidents": INCIDENTS}
    for kind, count, status, resolved_at in (
        ("old", RESOLVED, "'resolved'", "now()"),
        ("new", OPEN, _STATUS, "NULL"),
    ):
        muster.sql(
            _ALERTS.format(
                **facts, kind=kind, count=count, status=status, resolved_at=resolved_at
            )
        )
    muster.sql("VACUUM ANALYZE")
