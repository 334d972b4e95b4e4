"""Datadog's Webhooks integration, with the payload that the setup below says.

Source: https://docs.datadoghq.com/integrations/webhooks/ ($ALERT_TRANSITION and the
other variables). A variable that an event has no value for may stay as it is written,
or be "null".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Datadog, **Integrations › Webhooks › New**. Name `muster`, URL:

        {url}/hooks/datadog

2. **Payload**:

        {{
          "id": "$ID",
          "alert_id": "$ALERT_ID",
          "aggreg_key": "$AGGREG_KEY",
          "transition": "$ALERT_TRANSITION",
          "type": "$ALERT_TYPE",
          "priority": "$ALERT_PRIORITY",
          "title": "$ALERT_TITLE",
          "event_title": "$EVENT_TITLE",
          "message": "$TEXT_ONLY_MSG",
          "status": "$ALERT_STATUS",
          "scope": "$ALERT_SCOPE",
          "metric": "$ALERT_METRIC",
          "query": "$ALERT_QUERY",
          "hostname": "$HOSTNAME",
          "tags": "$TAGS",
          "date": "$DATE",
          "link": "$LINK",
          "snapshot": "$SNAPSHOT"
        }}

3. Tick **Custom Headers**:

        {{"Authorization": "Bearer {key}"}}

   Leave *Encode as form* off. Without a header, this URL holds the key: {hook}
4. Write `@webhook-muster` in the message of each monitor that should reach this
   service, also where it recovers.
"""
RECOVERED = "recovered"
# A monitor that heard nothing, or only warns, has a word for it; the others have a
# priority or a type.
WORDS = {"warn": "warning", "re-warn": "warning"}
Row = Mapping[str, Any]


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    transition = _said(data, "transition").lower()
    kind = _said(data, "type").lower()
    over = transition == RECOVERED or (not transition and kind == "success")
    return [
        Signal(
            title=_title(data),
            action=Action.RESOLVE if over else Action.TRIGGER,
            dedup_key=_key(data),
            body=_told(data),
            severity="" if over else _severity(data, transition, kind),
            labels=_labels(data),
            links=fields.links(
                ("Datadog", _said(data, "link")), ("Snapshot", _said(data, "snapshot"))
            ),
            at=fields.moment(data.get("date")),
        )
    ]


def _said(data: Row, name: str) -> str:
    """What a variable stands for, when it was replaced by something."""
    found = fields.text(data, name)
    return "" if found.startswith("$") or found.lower() == "null" else found


def _title(data: Row) -> str:
    title = _said(data, "title") or _said(data, "event_title")
    if not title:
        raise Unreadable("title is missing: paste the payload as Muster shows it.")
    # "[Triggered on {host:web-1}] Host is down" is one alert when it recovers.
    if title.startswith("[") and "] " in title:
        return title.partition("] ")[2].strip() or title
    return title


def _key(data: Row) -> str:
    """A monitor's group: what triggers and what recovers have it in common."""
    if key := _said(data, "aggreg_key"):
        return key
    monitor, scope = _said(data, "alert_id"), _said(data, "scope")
    if monitor:
        return f"monitor-{monitor} {','.join(sorted(_listed(scope)))}".strip()
    number = _said(data, "id")
    return f"event-{number}" if number else ""


def _told(data: Row) -> str:
    parts = (_said(data, "status"), _said(data, "message"))
    return "\n\n".join(part for part in parts if part)


def _severity(data: Row, transition: str, kind: str) -> str:
    return WORDS.get(transition) or _said(data, "priority") or kind


def _labels(data: Row) -> dict[str, str]:
    """`name:value` tags are labels; the monitor's own data are as well."""
    named = (tag.partition(":") for tag in _listed(_said(data, "scope")))
    tagged = (tag.partition(":") for tag in _listed(_said(data, "tags")))
    return fields.labels(
        {"monitor": _said(data, "alert_id"), "transition": _said(data, "transition")},
        {"host": _said(data, "hostname"), "metric": _said(data, "metric")},
        {name: value for name, _, value in named if value},
        {name: value for name, _, value in tagged if value},
    )


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


FIRING = {
    "id": "1234567",
    "alert_id": "1234",
    "aggreg_key": "9bd4ac313a4d1e8fae2482df7b77628",
    "transition": "Triggered",
    "type": "error",
    "priority": "P2",
    "title": "[Triggered on {host:my-host}] Host is Down",
    "event_title": "[Triggered] [Memory Alert]",
    "message": "The host does not report.",
    "status": "system.load.1 over host:my-host was > 0 at least once during the "
    "last 1m",
    "scope": "availability-zone:us-east-1a, host:my-host",
    "metric": "system.load.1",
    "query": "avg(last_1m):avg:system.load.1{*} by {host} > 0",
    "hostname": "my-host",
    "tags": "monitor, name:myService, role:computing-node",
    "date": "1406662672000",
    "link": "https://app.datadoghq.com/event/jump_to?event_id=123456",
    "snapshot": "null",
}
SOURCE = Source(
    name="datadog",
    label="Datadog",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": FIRING,
        "warn firing": {
            **FIRING,
            "transition": "Warn",
            "type": "warning",
            "priority": "$ALERT_PRIORITY",
            "title": "[Warn on {host:my-host}] Host is Down",
        },
        "no data firing": {**FIRING, "transition": "No Data"},
        "resolved": {
            **FIRING,
            "transition": "Recovered",
            "type": "success",
            "title": "[Recovered on {host:my-host}] Host is Down",
            "date": "1406662972000",
        },
    },
)
