"""Muster's own API: POST /api/v1/alerts takes one alert or a list of them."""

from collections.abc import Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

ACTIONS = frozenset(Action.values)  # which are worked out each time
SETUP = """
    curl -X POST {url}/api/v1/alerts \\
      -H "Authorization: Bearer {key}" -H "Content-Type: application/json" \\
      -d '{{"title": "Disk almost full", "dedup_key": "disk-db1"}}'

Send the same `dedup_key` with `"action": "resolve"` when it is over.
"""


def parse(body: Body) -> Sequence[Signal]:
    rows = body.data if isinstance(body.data, list) else [body.data]
    return [_signal(row) for row in rows]


def _signal(found: Any) -> Signal:
    row = fields.mapping(found, "An alert")
    if not (title := fields.text(row, "title")):
        raise Unreadable("title is missing: say in a few words what is wrong.")
    action = fields.text(row, "action") or Action.TRIGGER
    if action not in ACTIONS:
        raise Unreadable(f"action is none of {', '.join(Action.values)}.")
    tags = (fields.plain(tag, "tags") for tag in fields.rows(row.get("tags"), "tags"))
    return Signal(
        title=title,
        action=Action(action),
        dedup_key=fields.text(row, "dedup_key"),
        group_key=fields.text(row, "group_key"),
        body=fields.text(row, "body"),
        severity=fields.text(row, "severity"),
        labels=fields.labels(fields.inner(row, "labels")),
        tags=tuple(tag for tag in tags if tag),
        links=fields.links(*map(_link, fields.rows(row.get("links"), "links"))),
        at=fields.moment(row.get("at")),
    )


def _link(found: Any) -> tuple[str, str]:
    link = fields.mapping(found, "links")
    return fields.text(link, "text"), fields.text(link, "url")


SOURCE = Source(
    name="api",
    label="Muster's API",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {
            "title": "Disk almost full",
            "dedup_key": "disk-db1",
            "severity": "warning",
            "labels": {"host": "db1"},
        },
        "resolved": {
            "title": "Disk almost full",
            "dedup_key": "disk-db1",
            "action": "resolve",
        },
    },
)
