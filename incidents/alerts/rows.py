"""Alerts as rows, written by the hundred."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from incidents.alerts.models import IncidentTag
from incidents.alerts.states import AlertState, GroupState

_COLUMNS = (
    "service_id",
    "incident_id",
    "source",
    "dedup_key",
    "group_key",
    "status",
    "title",
    "body",
    "source_severity",
    "severity",
    "labels",
    "tags",
    "links",
    "count",
    "first_at",
    "last_at",
    "event_at",
    "resolved_at",
    "due_at",
    "is_flapping",
    "changes",
    "decisions",
    "first_inbox_id",
    "last_inbox_id",
)
_NAMES = ", ".join(_COLUMNS)
_ROWS = "json_populate_recordset(NULL::incidents_alert, %s::json) AS new"
_INSERT = f"INSERT INTO incidents_alert ({_NAMES}) SELECT {_NAMES} FROM {_ROWS}"  # noqa: S608
_UPDATE = (
    f"UPDATE incidents_alert AS old SET ({_NAMES}) = "  # noqa: S608
    f"({', '.join(f'new.{name}' for name in _COLUMNS)}) FROM {_ROWS}"
    " WHERE old.id = new.id"
)


_GROUP_NAMES = "service_id, key, incident_id, is_storm, opened_at"
_INSERT_GROUPS = (
    f"INSERT INTO incidents_alertgroup ({_GROUP_NAMES}) SELECT {_GROUP_NAMES}"  # noqa: S608
    " FROM json_populate_recordset(NULL::incidents_alertgroup, %s::json)"
)


def add_groups(groups: Sequence[GroupState]) -> None:
    """Their incidents have ids by now."""
    if not groups:
        return
    new = [
        {
            "service_id": each.service,
            "key": each.key,
            "incident_id": each.incident.pk,
            "is_storm": each.is_storm,
            "opened_at": each.opened_at,
        }
        for each in groups
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_GROUPS, [msgspec.json.encode(new).decode()])


def save(alerts: Sequence[AlertState]) -> None:
    """Add what has no id, write the others over; their incidents have ids by now."""
    old = [each for each in alerts if each.pk is not None]
    new = [each for each in alerts if each.pk is None]
    with connection.cursor() as cursor:
        # A key's old row is resolved before its new one is there: one is open.
        if old:
            cursor.execute(_UPDATE, [_json(old)])
        if new:
            cursor.execute(_INSERT, [_json(new)])


def _json(alerts: Iterable[AlertState]) -> str:
    return msgspec.json.encode([_row(each) for each in alerts]).decode()


def _row(alert: AlertState) -> dict[str, Any]:
    return {
        "id": alert.pk,
        "service_id": alert.service,
        "incident_id": alert.incident.pk if alert.incident else None,
        "source": alert.source,
        "dedup_key": alert.dedup_key,
        "group_key": alert.group_key,
        "status": str(alert.status),
        "title": alert.title,
        "body": alert.body,
        "source_severity": alert.source_severity,
        "severity": alert.severity,
        "labels": alert.labels,
        "tags": alert.tags,
        "links": alert.links,
        "count": alert.count,
        "first_at": alert.first_at,
        "last_at": alert.last_at,
        "event_at": alert.event_at,
        "resolved_at": alert.resolved_at,
        "due_at": alert.due_at,
        "is_flapping": alert.is_flapping,
        "changes": alert.changes,
        "decisions": alert.decisions,
        "first_inbox_id": alert.first_inbox_id,
        "last_inbox_id": alert.last_inbox_id,
    }


def derived_tags(ids: Collection[int]) -> dict[int, list[str]]:
    """The tags that no person gave, by incident."""
    found: dict[int, list[str]] = {}
    if ids:
        tags = IncidentTag.objects.filter(incident__in=ids, by=None).order_by("pk")
        for incident, text in tags.values_list("incident_id", "text"):
            found.setdefault(incident, []).append(text)
    return found
