"""Google Cloud Monitoring: a webhook notification channel, schema 1.2.

Source: https://cloud.google.com/monitoring/support/notification-options#webhooks.
`started_at` and `ended_at` are seconds since 1970; `state` is open, closed or
acknowledged, in small or capital letters. A test of the channel comes in the same
shape with "version": "test".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Google Cloud, open **Monitoring › Alerting › Edit notification channels**.
2. In **Webhooks**, press **Add new** and paste this as **Endpoint URL**:

        {hook}

3. Press **Test connection**, then **Save**. The test arrives as an alert called
   “Test”; resolve it here.
4. In each alerting policy, choose the channel under **Notifications**. Set **Incident
   autoclose** and the policy's **Severity level**: Muster takes both over.

Google Cloud sends no header of your own choice, so the key is in the address.
"""
ACTIONS = {
    "open": Action.TRIGGER,
    "acknowledged": Action.ACKNOWLEDGE,
    "closed": Action.RESOLVE,
}


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    if "incident" not in data:
        raise Unreadable("incident is missing.")
    return [_signal(fields.mapping(data["incident"], "incident"))]


def _signal(incident: Mapping[str, Any]) -> Signal:
    state = fields.needed(incident, "state").lower()
    if state not in ACTIONS:
        raise Unreadable(f"state is “{state}”; open or closed was expected.")
    action = ACTIONS[state]
    over = action is Action.RESOLVE
    severity = fields.text(incident, "severity")
    return Signal(
        title=_title(incident),
        action=action,
        dedup_key=fields.needed(incident, "incident_id"),
        body=_body(incident),
        severity="" if severity.lower() == "no severity" else severity,
        labels=_labels(incident),
        links=fields.links(("Google Cloud", fields.text(incident, "url"))),
        at=fields.moment(incident.get("ended_at" if over else "started_at")),
    )


def _title(incident: Mapping[str, Any]) -> str:
    policy = fields.text(incident, "policy_name")
    named = policy or fields.text(incident, "condition_name")
    where = fields.text(incident, "resource_display_name") or fields.text(
        incident, "resource_name"
    )
    summary = fields.text(incident, "summary")
    return " · ".join(part for part in (named, where) if part) or summary or "Incident"


def _body(incident: Mapping[str, Any]) -> str:
    guide = incident.get("documentation")
    if isinstance(guide, Mapping):
        guide = guide.get("content")
    told = fields.plain(guide, "documentation")
    summary = fields.text(incident, "summary")
    return "\n\n".join(part for part in (summary, told) if part)


def _labels(incident: Mapping[str, Any]) -> dict[str, str]:
    resource = fields.inner(incident, "resource")
    metric = fields.inner(incident, "metric")
    about = {
        "policy": fields.text(incident, "policy_name"),
        "condition": fields.text(incident, "condition_name"),
        "project": fields.text(incident, "scoping_project_id"),
        "resource_type": fields.text(resource, "type"),
        "metric": fields.text(metric, "type"),
    }
    return fields.labels(
        about,
        fields.inner(incident, "policy_user_labels"),
        fields.inner(resource, "labels"),
        fields.inner(metric, "labels"),
    )


FIRING = {
    "version": "1.2",
    "incident": {
        "incident_id": "0.nrwotmyokd9n",
        "scoping_project_id": "brightwater-prod",
        "scoping_project_number": 365415247865,
        "url": "https://console.cloud.google.com/monitoring/alerting/alerts/"
        "0.nrwotmyokd9n?project=brightwater-prod",
        "started_at": 1746178794,
        "ended_at": None,
        "state": "open",
        "severity": "Error",
        "summary": "Sent packets for brightwater-prod web-1 is above the threshold of "
        "2001.000 with a value of 7679.000.",
        "observed_value": "7679.000",
        "threshold_value": "2001",
        "policy_name": "Network of the web servers",
        "policy_user_labels": {"team": "platform"},
        "condition_name": "VM Instance - Sent packets",
        "condition": {
            "name": "projects/brightwater-prod/alertPolicies/1/conditions/2",
            "displayName": "VM Instance - Sent packets",
            "conditionThreshold": {
                "comparison": "COMPARISON_GT",
                "thresholdValue": 2000,
                "duration": "0s",
                "trigger": {"count": 1},
            },
        },
        "documentation": {
            "content": "Look at the load balancer first.",
            "mime_type": "text/markdown",
            "subject": "[ALERT - Error] Sent packets",
        },
        "metadata": {"system_labels": {}, "user_labels": {}},
        "metric": {
            "type": "compute.googleapis.com/instance/network/sent_packets_count",
            "displayName": "Sent packets",
            "labels": {"instance_name": "web-1", "loadbalanced": "false"},
        },
        "resource": {
            "type": "gce_instance",
            "labels": {
                "instance_id": "1943820386402233898",
                "project_id": "brightwater-prod",
                "zone": "europe-west1-b",
            },
        },
        "resource_id": "",
        "resource_name": "brightwater-prod web-1",
        "resource_display_name": "web-1",
        "resource_type_display_name": "VM Instance",
    },
}
SOURCE = Source(
    name="google_cloud",
    label="Google Cloud Monitoring",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": FIRING,
        "resolved": {
            "version": "1.2",
            "incident": {
                **FIRING["incident"],  # type: ignore[dict-item]
                "state": "closed",
                "ended_at": 1746179394,
                "summary": "Sent packets for brightwater-prod web-1 returned to normal "
                "with a value of 1204.000.",
            },
        },
    },
)
