"""Prometheus Alertmanager's webhook, version 4: each alert of the list is a signal.

Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
Alertmanager groups already, as its route says: its group is the group key.

Only the end of an alert has a time here. A firing alert is repeated with the time at
which it began, and so it is after it ended only because Prometheus was out of reach:
dated by `startsAt`, it would be older than that end, taken for late, and page nobody.
One group's requests are made one after the other, so that arrival is their order.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Link, Signal, Unreadable

# What Grafana adds beside Alertmanager's generatorURL.
ADDRESSES = (
    ("Dashboard", "dashboardURL"),
    ("Panel", "panelURL"),
    ("Source", "generatorURL"),
    ("Silence", "silenceURL"),
    ("Image", "imageURL"),
)
Row = Mapping[str, Any]

SETUP = """
In `alertmanager.yml`, add a receiver and route to it what this service should get:

    route:
      routes:
        - matchers: [ 'service="{service}"' ]   # what is this service's
          receiver: muster
          continue: true

    receivers:
      - name: muster
        webhook_configs:
          - url: {url}/hooks/alertmanager
            http_config:
              authorization:
                type: Bearer
                credentials: {key}
            send_resolved: true

An Alertmanager before 0.22 knows no `authorization`: leave `http_config` out and use
this address, which holds the key:

    url: {hook}

Reload it (`curl -X POST http://localhost:9093/-/reload`). Alerts that Alertmanager
groups (`group_by`) become one incident. The annotations `summary`, `description` and
`runbook_url` and the label `severity` are shown; every annotation that is an address
becomes a link.
"""


def parse(body: Body) -> Sequence[Signal]:
    group = fields.mapping(body.data, "The body")
    rows = fields.rows(group.get("alerts"), "alerts")
    if not rows:
        raise Unreadable("alerts is missing or empty: at least one was expected.")
    return [signal(fields.mapping(row, "Each of alerts"), group) for row in rows]


def signal(row: Row, group: Row) -> Signal:
    """One alert of Alertmanager's, and of the tools that speak as it does."""
    labels = fields.labels(fields.inner(row, "labels"))
    notes = fields.labels(fields.inner(row, "annotations"))
    action = _action(row, group)
    return Signal(
        title=_title(labels, notes),
        action=action,
        dedup_key=fields.text(row, "fingerprint") or _fingerprint(labels),
        group_key=fields.text(group, "groupKey"),
        body=_body(notes, group),
        severity=labels.get("severity") or labels.get("priority", ""),
        labels=labels,
        links=_links(row, group, notes),
        at=fields.moment(row.get("endsAt")) if action is Action.RESOLVE else None,
    )


def _fingerprint(labels: Mapping[str, str]) -> str:
    """What makes an alert: its labels, in whichever order they came."""
    pairs = (f"{name}\x00{value}" for name, value in sorted(labels.items()))
    return sha256("\x00".join(pairs).encode(errors="replace")).hexdigest()


def _action(row: Row, group: Row) -> Action:
    status = fields.text(row, "status") or fields.text(group, "status")
    return Action.RESOLVE if status == "resolved" else Action.TRIGGER


def _title(labels: Mapping[str, str], notes: Mapping[str, str]) -> str:
    found = (notes.get("summary"), notes.get("title"), labels.get("alertname"))
    return next((text for text in found if text), "Alert without a name")


def _body(notes: Mapping[str, str], group: Row) -> str:
    told = [notes.get("description") or notes.get("message", "")]
    # What `max_alerts` cut off is said: nothing is lost silently.
    if (number := fields.text(group, "truncatedAlerts")) not in ("", "0"):
        told.append(f"{number} more alerts of this group were not sent (max_alerts).")
    return "\n\n".join(text for text in told if text)


def _links(row: Row, group: Row, notes: Mapping[str, str]) -> tuple[Link, ...]:
    return fields.links(
        ("Runbook", notes.get("runbook_url", "")),
        *((_named(name), text) for name, text in notes.items()),
        *((shown, fields.text(row, name)) for shown, name in ADDRESSES),
        (
            "Grafana" if "orgId" in group else "Alertmanager",
            fields.text(group, "externalURL"),
        ),
    )


def _named(annotation: str) -> str:
    """How an annotation's address is called: Dashboard for `dashboard_url`."""
    return annotation.removesuffix("_url").replace("_", " ").capitalize()


GROUP = {
    "receiver": "muster",
    "groupLabels": {"alertname": "InstanceDown", "service": "checkout"},
    "commonLabels": {
        "alertname": "InstanceDown",
        "job": "demo",
        "service": "checkout",
        "severity": "critical",
    },
    "commonAnnotations": {"runbook_url": "https://runbooks.example/InstanceDown"},
    "externalURL": "http://alertmanager.example:9093",
    "version": "4",
    "groupKey": '{}:{alertname="InstanceDown", service="checkout"}',
    "truncatedAlerts": 0,
}
DB1 = {
    "status": "firing",
    "labels": {
        "alertname": "InstanceDown",
        "instance": "db1.example:9100",
        "job": "demo",
        "service": "checkout",
        "severity": "critical",
    },
    "annotations": {
        "description": "db1.example:9100 of job demo has been down for 5 minutes.",
        "runbook_url": "https://runbooks.example/InstanceDown",
        "summary": "Instance db1.example:9100 down",
    },
    "startsAt": "2026-11-21T03:25:37.344Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0",
    "fingerprint": "f2be585645bb55ec",
}
DB2 = {
    "status": "firing",
    "labels": {
        "alertname": "InstanceDown",
        "instance": "db2.example:9100",
        "job": "demo",
        "service": "checkout",
        "severity": "critical",
    },
    "annotations": {"summary": "Instance db2.example:9100 down"},
    "startsAt": "2026-11-21T03:26:07.344Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0",
    "fingerprint": "0a6b1c4c8f3f7d21",
}
ENDED = {"status": "resolved", "endsAt": "2026-11-21T03:41:07.344Z"}

SOURCE = Source(
    name="alertmanager",
    label="Prometheus Alertmanager",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {**GROUP, "status": "firing", "alerts": [DB1, DB2]},
        "resolved": {
            **GROUP,
            "status": "resolved",
            "alerts": [{**DB1, **ENDED}, {**DB2, **ENDED}],
        },
    },
)
