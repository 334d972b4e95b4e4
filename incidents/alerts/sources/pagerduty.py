"""PagerDuty's Events API v2: what was sent there can be sent here, to /v2/enqueue.

Source: PagerDuty/api-schema, events v2. The key is the body's `routing_key`. A trigger
without `dedup_key` is given one by who accepts it, in the context, so that the answer
can name it. `payload.timestamp` is left alone: a resolve seldom has one, so that the
order is that of arrival, as at PagerDuty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Link, Signal, Unreadable

SETUP = """
Whatever speaks PagerDuty's Events API v2 can speak to Muster: put `{url}/v2/enqueue` in
the place of `https://events.pagerduty.com/v2/enqueue`, and this key in the place of the
integration (routing) key. Alertmanager, for example:

    receivers:
      - name: muster
        pagerduty_configs:
          - url: {url}/v2/enqueue
            routing_key: {key}

By hand:

    curl -X POST {url}/v2/enqueue -H "Content-Type: application/json" -d '{{
      "routing_key": "{key}", "event_action": "trigger", "dedup_key": "disk-db1",
      "payload": {{"summary": "Disk almost full", "source": "db1", "severity": "info"}}
    }}'

Send the same `dedup_key` with `"event_action": "resolve"` when it is over.
"""
ACTIONS = {
    "trigger": Action.TRIGGER,
    "acknowledge": Action.ACKNOWLEDGE,
    "resolve": Action.RESOLVE,
}
SEVERITIES = ("critical", "error", "warning", "info")
ABOUT = ("source", "component", "group", "class")
# Longer details are for the text; labels are for grouping and rules.
LABEL_LIMIT = 200
Row = Mapping[str, Any]


def check(data: Any) -> str:
    """The required fields, as PagerDuty's schema has them."""
    if not isinstance(data, Mapping):
        return "The body is not a JSON object."
    action = data.get("event_action")
    if not isinstance(action, str) or action not in ACTIONS:
        return "event_action must be one of trigger, acknowledge, resolve."
    if action == "trigger":
        return _check_payload(data.get("payload"))
    if not _says(data.get("dedup_key")):
        return f"dedup_key is missing: what is to {action}?"
    return ""


def _check_payload(payload: Any) -> str:
    if not isinstance(payload, Mapping):
        return "payload is missing: an object with summary, severity and source."
    for name in ("summary", "source"):
        if not _says(payload.get(name)):
            return f"payload.{name} is missing or blank."
    if payload.get("severity") not in SEVERITIES:
        return f"payload.severity must be one of {', '.join(SEVERITIES)}."
    return ""


def _says(found: Any) -> bool:
    return isinstance(found, str) and bool(found.strip())


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    action = ACTIONS.get(fields.text(data, "event_action"))
    if action is None:
        raise Unreadable("event_action is none of trigger, acknowledge, resolve.")
    payload = fields.inner(data, "payload")
    summary = fields.text(payload, "summary")
    key = fields.text(data, "dedup_key") or fields.text(body.context, "dedup_key")
    if action is Action.TRIGGER and not summary:
        raise Unreadable("payload.summary is missing.")
    if action is not Action.TRIGGER and not key:
        raise Unreadable("dedup_key is missing.")
    details = payload.get("custom_details")
    return [
        Signal(
            title=summary or key,
            action=action,
            dedup_key=key,
            body=_told(details),
            severity=fields.text(payload, "severity"),
            labels=_labels(payload, details),
            links=_links(data),
            by=fields.text(data, "client") if action is Action.ACKNOWLEDGE else "",
        )
    ]


def _told(details: Any) -> str:
    """What many tools send against the schema, a text or a list, is as good."""
    if isinstance(details, Mapping):
        told = [f"{name}: {_shown(value)}" for name, value in details.items()]
        return "\n".join(told)
    return "" if details is None else _shown(details)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_flat(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_flat(inner) for inner in value)
    return _flat(value)


def _flat(value: Any) -> str:
    """Deeper than this, only that there is something."""
    return "…" if isinstance(value, Mapping | list) else fields.plain(value, "detail")


def _labels(payload: Row, details: Any) -> dict[str, str]:
    about = {name: payload.get(name) for name in ABOUT}
    more = details.items() if isinstance(details, Mapping) else ()
    short = {name: value for name, value in more if _is_short(value)}
    return fields.labels(about, short)


def _is_short(value: Any) -> bool:
    if isinstance(value, Mapping | list):
        return False
    shown = fields.plain(value, "detail")
    return len(shown) <= LABEL_LIMIT and "\n" not in shown


def _links(data: Row) -> tuple[Link, ...]:
    links = [fields.mapping(row, "links") for row in _list(data, "links")]
    images = [fields.mapping(row, "images") for row in _list(data, "images")]
    client = fields.text(data, "client") or "Client"
    return fields.links(
        (client, fields.text(data, "client_url")),
        *((fields.text(row, "text"), fields.text(row, "href")) for row in links),
        *((fields.text(row, "alt") or "Image", _image(row)) for row in images),
    )


def _list(data: Row, name: str) -> Sequence[Any]:
    return fields.rows(data.get(name), name)


def _image(row: Row) -> str:
    return fields.text(row, "href") or fields.text(row, "src")


KEY = "e93facc04764012d7bfb002500d5d1a6"
SOURCE = Source(
    name="pagerduty",
    label="PagerDuty Events v2",
    parse=parse,
    setup=SETUP,
    check=check,
    samples={
        "firing": {
            "payload": {
                "summary": "DISK at 99% on machine prod-datapipe03.example.com",
                "timestamp": "2015-07-17T08:42:58.315+0000",
                "severity": "critical",
                "source": "prod-datapipe03.example.com",
                "component": "mysql",
                "group": "prod-datapipe",
                "class": "disk",
                "custom_details": {
                    "free space": "1%",
                    "ping time": "1500ms",
                    "load avg": 0.75,
                },
            },
            "routing_key": KEY,
            "dedup_key": "srv01/mysql",
            "event_action": "trigger",
            "client": "Sample Monitoring Service",
            "client_url": "https://monitoring.service.com",
            "links": [
                {"href": "http://pagerduty.example.com", "text": "An example link."}
            ],
            "images": [
                {
                    "src": "https://chart.googleapis.com/chart?chs=600x400",
                    "href": "https://google.com",
                    "alt": "An example link with an image",
                }
            ],
        },
        "acknowledged": {
            "routing_key": KEY,
            "dedup_key": "srv01/mysql",
            "event_action": "acknowledge",
        },
        "resolved": {
            "routing_key": KEY,
            "dedup_key": "srv01/mysql",
            "event_action": "resolve",
        },
    },
)
