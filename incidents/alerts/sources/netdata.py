"""Netdata: a webhook of Netdata Cloud, or custom_sender of an agent's own.

Sources: netdata/netdata, integrations/cloud-notifications (webhook.md: `severity` is
warning, critical or clear; reachability has `status.reachable`; a test carries a
`token`; older versions wrote `alarm` and `alarm_url`) and health/notifications/custom
(`status` is REMOVED, UNINITIALIZED, UNDEFINED, CLEAR, WARNING or CRITICAL; `when` is
seconds since 1970).

Netdata Cloud documents no host in an alert's body. Where it sends one it tells alerts
of several nodes apart; an agent's own body, as SETUP shows it, always has it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
**From each agent** (tells nodes apart). Put this into `health_alarm_notify.conf`
(`edit-config health_alarm_notify.conf`); it needs `jq` and `curl`:

    SEND_CUSTOM="YES"
    DEFAULT_RECIPIENT_CUSTOM="muster"
    custom_sender() {{
      jq -n --arg host "${{host}}" --arg name "${{name}}" --arg chart "${{chart}}" \\
        --arg family "${{family}}" --arg status "${{status}}" --arg when "${{when}}" \\
        --arg value "${{value_string}}" --arg info "${{info}}" \\
        --arg url "${{goto_url}}" '$ARGS.named' |
        curl -fsS -X POST -H "Content-Type: application/json" \\
          -H "Authorization: Bearer {key}" --data-binary @- \\
          "{url}/hooks/netdata" && sent=1
    }}

**From Netdata Cloud** (a paid space, and Muster reachable over https). Open **Space
settings › Alerts & Notifications › Add configuration › Webhook**:

- **Webhook URL**: `{url}/hooks/netdata`
- **Authentication**: Bearer, token `{key}`
- Press **Test**: the token it asks for is in the alert “Netdata asks for its token”.
"""
SEVERITIES = {
    "clear": Action.RESOLVE,
    "removed": Action.RESOLVE,
    "info": Action.RESOLVE,
    "warning": Action.TRIGGER,
    "critical": Action.TRIGGER,
    "undefined": Action.NOTE,
    "uninitialized": Action.NOTE,
}


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    if "token" in data and "severity" not in data:
        return [_test(data)]
    if isinstance(data.get("status"), Mapping):
        return [_reachability(data)]
    return [_alert(data)]


def _test(data: Mapping[str, Any]) -> Signal:
    token = fields.needed(data, "token")
    return Signal(
        title="Netdata asks for its token",
        body=f"Paste this token in Netdata Cloud: {token}",
        severity="info",
    )


def _reachability(data: Mapping[str, Any]) -> Signal:
    status = fields.inner(data, "status")
    host = fields.needed(data, "host")
    reachable = status.get("reachable")
    if not isinstance(reachable, bool):
        raise Unreadable("status.reachable is neither true nor false.")
    return Signal(
        title=f"{host} is unreachable",
        action=Action.RESOLVE if reachable else Action.TRIGGER,
        dedup_key=f"reachable|{host}",
        body=fields.text(data, "message"),
        severity="" if reachable else fields.text(data, "severity"),
        labels={"host": host},
        links=fields.links(("Netdata", fields.text(data, "url"))),
    )


def _alert(data: Mapping[str, Any]) -> Signal:
    severity = fields.text(data, "severity") or fields.needed(data, "status")
    action = SEVERITIES.get(severity.lower())
    if action is None:
        raise Unreadable(
            f"severity is “{severity}”; warning, critical or clear was expected."
        )
    name = _first(data, "alert", "alarm", "name")
    if not name:
        raise Unreadable("alert is missing.")
    host = _first(data, "host", "hostname", "node")
    known = {each: fields.text(data, each) for each in ("chart", "context", "space")}
    return Signal(
        title=f"{name} on {host}" if host else name,
        action=action,
        dedup_key="|".join((host, known["space"], known["chart"], name)),
        body="\n\n".join(_told(data)),
        severity="" if action is Action.RESOLVE else severity,
        labels=fields.labels(
            {"alert": name, "host": host},
            known,
            {each: fields.text(data, each) for each in ("family", "class")},
        ),
        links=fields.links(("Netdata", _first(data, "alert_url", "alarm_url", "url"))),
        at=fields.moment(data.get("date")) or _when(data),
    )


def _told(data: Mapping[str, Any]) -> list[str]:
    parts = (fields.text(data, each) for each in ("message", "value", "info"))
    return [part for part in parts if part]


def _when(data: Mapping[str, Any]) -> Any:
    when = fields.text(data, "when")
    return fields.moment(int(when)) if when.isdecimal() and len(when) < 15 else None


def _first(data: Mapping[str, Any], *names: str) -> str:
    return next((found for name in names if (found := fields.text(data, name))), "")


RAISED = {
    "message": "ram_in_use = 91.2%",
    "alert": "ram_in_use",
    "info": "System memory utilization",
    "chart": "system.ram",
    "context": "system.ram",
    "space": "brightwater",
    "Rooms": {"All nodes": "https://app.netdata.cloud/spaces/brightwater/rooms/all"},
    "family": "ram",
    "class": "Utilization",
    "severity": "critical",
    "date": "2026-03-12T14:05:00Z",
    "duration": "3m",
    "additional_active_critical_alerts": 0,
    "additional_active_warning_alerts": 1,
    "alert_url": "https://app.netdata.cloud/spaces/brightwater/alerts/1",
}
AGENT = {
    "host": "web-1",
    "name": "disk_space_usage",
    "chart": "disk_space._",
    "family": "/",
    "status": "CRITICAL",
    "when": "1773324300",
    "value": "98.1%",
    "info": "disk / space utilization",
    "url": "https://web-1.brightwater.example:19999/",
}
SOURCE = Source(
    name="netdata",
    label="Netdata",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": RAISED,
        "resolved": {
            **RAISED,
            "severity": "clear",
            "message": "ram_in_use = 61.0%",
            "date": "2026-03-12T14:12:00Z",
        },
        "agent firing": AGENT,
        "agent resolved": {**AGENT, "status": "CLEAR", "when": "1773324900"},
        "unreachable": {
            "message": "web-1 is unreachable",
            "url": "https://app.netdata.cloud/spaces/brightwater/nodes/web-1",
            "host": "web-1",
            "severity": "critical",
            "status": {"reachable": False, "text": "unreachable"},
        },
        "reachable": {
            "message": "web-1 is reachable",
            "url": "https://app.netdata.cloud/spaces/brightwater/nodes/web-1",
            "host": "web-1",
            "severity": "info",
            "status": {"reachable": True, "text": "reachable"},
        },
        "test": {
            "message": "This is a test",
            "title": "Test notification",
            "token": "123456",
        },
    },
)
