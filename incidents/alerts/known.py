"""Alerts, groups and incidents that are there, as states."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from incidents.alerts.models import Alert, AlertGroup
from incidents.alerts.states import ACTIVE, AlertState, GroupState, IncidentState
from incidents.prepared import Prepared
from incidents.record.models import Entry, Incident

Key = tuple[int, str]

_LATEST = Prepared("""
SELECT found.id, found.incident_id
FROM unnest(%s::bigint[], %s::text[]) AS wanted (service, key)
CROSS JOIN LATERAL (
    SELECT id, incident_id FROM incidents_alert AS alert
    WHERE alert.service_id = wanted.service AND alert.dedup_key = wanted.key
    ORDER BY id DESC LIMIT 1
) AS found
""")
_GROUPS = """
SELECT found.* FROM unnest(%s::bigint[], %s::text[]) AS wanted (service, key)
JOIN incidents_alertgroup AS found ON found.service_id = wanted.service
    AND found.key = wanted.key AND found.closed_at IS NULL
UNION
SELECT * FROM incidents_alertgroup
    WHERE service_id = ANY(%s) AND is_storm AND closed_at IS NULL
"""
_OTHERS = """
SELECT wanted.id FROM unnest(%s::bigint[]) AS wanted (id) WHERE EXISTS (
    SELECT 1 FROM incidents_alert WHERE incident_id = wanted.id
    AND status = ANY(%s) AND NOT id = ANY(%s)
)
"""


def latest(keys: Iterable[Key]) -> dict[int, int | None]:
    """The ids of the latest alerts of these keys, each with its incident's id."""
    pairs = list(keys)
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [[s for s, _ in pairs], [key for _, key in pairs]])
        return dict(cursor.fetchall())


def with_incidents(ids: Collection[int]) -> dict[int, int | None]:
    """These alerts' incidents, by the alerts' ids."""
    found = Alert.objects.filter(pk__in=ids).order_by()
    return dict(found.values_list("pk", "incident_id"))


def groups(keys: Iterable[Key], services: Iterable[int]) -> list[AlertGroup]:
    """The open groups of these keys, and the storms of these services."""
    pairs = list(keys)
    values = [[s for s, _ in pairs], [key for _, key in pairs], list(services)]
    return list(AlertGroup.objects.raw(_GROUPS, values))


def alerts(
    ids: Collection[int], incidents: Mapping[int, IncidentState]
) -> list[AlertState]:
    """As they are now; the caller holds what may change them."""
    rows = Alert.objects.filter(pk__in=ids).order_by("pk")
    return [_alert(row, incidents) for row in rows]


def _alert(row: Alert, incidents: Mapping[int, IncidentState]) -> AlertState:
    return AlertState(
        pk=row.pk,
        service=row.service_id,
        source=row.source,
        dedup_key=row.dedup_key,
        group_key=row.group_key,
        status=row.status,
        title=row.title,
        body=row.body,
        source_severity=row.source_severity,
        severity=row.severity,
        labels=row.labels,
        tags=row.tags,
        links=row.links,
        count=row.count,
        first_at=row.first_at,
        last_at=row.last_at,
        event_at=row.event_at,
        resolved_at=row.resolved_at,
        due_at=row.due_at,
        is_flapping=row.is_flapping,
        changes=row.changes,
        decisions=row.decisions,
        first_inbox_id=row.first_inbox_id,
        last_inbox_id=row.last_inbox_id,
        incident=incidents.get(row.incident_id or 0),
    )


def group(row: AlertGroup, incidents: Mapping[int, IncidentState]) -> GroupState:
    return GroupState(
        pk=row.pk,
        service=row.service_id,
        key=row.key,
        incident=incidents[row.incident_id],
        opened_at=row.opened_at,
        is_storm=row.is_storm,
    )


def incidents(
    rows: Mapping[int, Incident], alert_ids: Sequence[int]
) -> dict[int, IncidentState]:
    """What was locked, with what else decides about it."""
    if not rows:
        return {}
    ids = list(rows)
    by_person = Entry.objects.filter(
        incident__in=ids, kind=Entry.Kind.SEVERITY, by__isnull=False
    )
    chosen = set(by_person.values_list("incident", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [ids, sorted(ACTIVE), list(alert_ids)])
        others = {number for (number,) in cursor.fetchall()}
    return {pk: _incident(row, pk in chosen, pk in others) for pk, row in rows.items()}


def _incident(
    row: Incident,
    chosen: bool,  # noqa: FBT001
    others: bool,  # noqa: FBT001
) -> IncidentState:
    return IncidentState(
        pk=row.pk,
        service=row.service_id or 0,
        title=row.title,
        status=row.status,
        severity=row.severity,
        is_private=row.is_private,
        by_person=row.declared_by_id is not None,
        severity_by_person=chosen,
        is_acknowledged=row.acknowledged_at is not None,
        ended_at=row.resolved_at,
        others_open=others,
    )
