"""Grafana Alerting's webhook contact point, and the alerts of dashboards before it.

Source: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/
manage-contact-points/integrations/webhook-notifier/ (Alertmanager's shape with orgId,
values and addresses of its own) and, for what Grafana 4 to 10 could send, the "alert
notifications" page of Grafana 7: one object with ruleId and a state.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.sources.alertmanager import signal
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
In Grafana, **Alerting › Contact points › Add contact point**: integration *Webhook*,
URL `{url}/hooks/grafana`, HTTP method POST; under *Optional settings*, Authorization
Header Scheme `Bearer` and Credentials `{key}`. Leave *Disable resolved message* off.
As a provisioning file (`provisioning/alerting/muster.yaml`):

    apiVersion: 1
    contactPoints:
      - orgId: 1
        name: Muster
        receivers:
          - uid: muster
            type: webhook
            disableResolveMessage: false
            settings:
              url: {url}/hooks/grafana
              httpMethod: POST
              authorization_scheme: Bearer
              authorization_credentials: {key}

Then route to it under **Notification policies**. Alerts that a policy groups become
one incident. Where no header can be set, use this address, which holds the key:

    {hook}

Leave *Custom Payload* empty: Muster reads Grafana's own.
"""
# Of the old dashboards' alerts. "paused" is what somebody did to the rule, on purpose.
OVER = ("ok", "paused")
Row = Mapping[str, Any]


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    if "alerts" not in data and ("ruleId" in data or "ruleName" in data):
        return [_of_a_dashboard(data)]
    rows = fields.rows(data.get("alerts"), "alerts")
    if not rows:
        raise Unreadable("alerts is missing or empty: at least one was expected.")
    return [
        _with_values(signal(fields.mapping(row, "Each of alerts"), data), row)
        for row in rows
    ]


def _with_values(found: Signal, row: Row) -> Signal:
    """What was measured, below the description."""
    # Grafana 9.4 and later send an object; before, a text.
    measured = fields.labels(fields.inner(row, "values"))
    text = ", ".join(f"{name} = {value}" for name, value in measured.items())
    text = text or fields.text(row, "valueString")
    return replace(found, body="\n\n".join(part for part in (found.body, text) if part))


def _of_a_dashboard(data: Row) -> Signal:
    name = fields.text(data, "ruleName") or fields.needed(data, "title")
    rule = fields.text(data, "ruleId") or name
    state = fields.text(data, "state")
    matches = [
        fields.mapping(row, "Each of evalMatches")
        for row in fields.rows(data.get("evalMatches"), "evalMatches")
    ]
    measured = [
        f"{fields.text(row, 'metric')} = {fields.text(row, 'value')}" for row in matches
    ]
    return Signal(
        title=name,
        action=Action.RESOLVE if state in OVER else Action.TRIGGER,
        dedup_key=f"rule-{fields.text(data, 'orgId')}-{rule}",
        body="\n".join(
            part for part in (fields.text(data, "message"), *measured) if part
        ),
        severity="warning" if state == "no_data" else "",
        labels=fields.labels(
            {"alertname": name},
            fields.inner(data, "tags"),
            *(fields.inner(row, "tags") for row in matches[:1]),
        ),
        links=fields.links(
            ("Source", fields.text(data, "ruleUrl")),
            ("Image", fields.text(data, "imageUrl")),
        ),
    )


GROUP = {
    "receiver": "Muster",
    "orgId": 1,
    "groupLabels": {"alertname": "High memory usage"},
    "commonLabels": {"alertname": "High memory usage", "team": "blue"},
    "commonAnnotations": {},
    "externalURL": "https://play.grafana.org/",
    "version": "1",
    "groupKey": '{}:{alertname="High memory usage"}',
    "truncatedAlerts": 0,
    "title": "[FIRING:1] High memory usage blue",
    "state": "alerting",
    "message": "**Firing**",
}
ALERT = {
    "status": "firing",
    "labels": {"alertname": "High memory usage", "team": "blue", "zone": "us-1"},
    "annotations": {
        "description": "The system has high memory usage",
        "runbook_url": "https://myrunbook.com/runbook/1234",
        "summary": "This alert was triggered for zone us-1",
    },
    "startsAt": "2021-10-12T09:51:03.157076+02:00",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "https://play.grafana.org/alerting/1afz29v7z/edit",
    "fingerprint": "c6eadffa33fcdf37",
    "silenceURL": "https://play.grafana.org/alerting/silence/new?alertmanager=grafana"
    "&matchers=alertname%3DT2%2Cteam%3Dblue%2Czone%3Dus-1",
    "dashboardURL": "https://play.grafana.org/d/abcd1234",
    "panelURL": "https://play.grafana.org/d/abcd1234?viewPanel=3",
    "values": {"B": 44.23943737541908, "C": 1},
}
DASHBOARD = {
    "dashboardId": 1,
    "evalMatches": [{"value": 1, "metric": "Count", "tags": {}}],
    "imageUrl": "https://grafana.com/assets/img/blog/mixed_styles.png",
    "message": "Notification Message",
    "orgId": 1,
    "panelId": 2,
    "ruleId": 1,
    "ruleName": "Panel Title alert",
    "ruleUrl": "http://localhost:3000/d/hZ7BuVbWz/test-dashboard?fullscreen&edit",
    "state": "alerting",
    "tags": {"tag name": "tag value"},
    "title": "[Alerting] Panel Title alert",
}

SOURCE = Source(
    name="grafana",
    label="Grafana",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {**GROUP, "status": "firing", "alerts": [ALERT]},
        "resolved": {
            **GROUP,
            "status": "resolved",
            "state": "ok",
            "title": "[RESOLVED] High memory usage blue",
            "alerts": [
                {**ALERT, "status": "resolved", "endsAt": "2021-10-12T09:59:03.1+02:00"}
            ],
        },
        "dashboard firing": DASHBOARD,
        "dashboard resolved": {
            **DASHBOARD,
            "state": "ok",
            "title": "[OK] Panel Title alert",
            "evalMatches": None,
        },
    },
)
