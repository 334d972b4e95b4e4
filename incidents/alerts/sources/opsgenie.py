"""Opsgenie's Alert API: what was sent there can be sent here, to /v2/alerts.

Source: opsgenie/opsgenie-oas and https://docs.opsgenie.com/docs/alert-api. What the
address says comes in the context: `action` is create (also when it is absent), close,
acknowledge or notes; `identifier` the alert it is about. An alert is known by its
alias; to one that comes without, who accepts it gives an id.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
Whatever speaks Opsgenie's Alert API can speak to Muster: put `{url}` in the place of
`https://api.opsgenie.com`, and this key in the place of the API key. Alertmanager, for
example:

    receivers:
      - name: muster
        opsgenie_configs:
          - api_url: {url}/
            api_key: {key}

By hand:

    curl -X POST {url}/v2/alerts -H "Authorization: GenieKey {key}" \\
      -H "Content-Type: application/json" \\
      -d '{{"message": "Disk almost full", "alias": "disk-db1", "priority": "P3"}}'

    curl -X POST "{url}/v2/alerts/disk-db1/close?identifierType=alias" \\
      -H "Authorization: GenieKey {key}" -H "Content-Type: application/json" -d '{{}}'

Alerts are known by their alias. Responders become labels: who is told is decided here.
"""
ACTIONS = {
    "": Action.TRIGGER,
    "create": Action.TRIGGER,
    "close": Action.RESOLVE,
    "acknowledge": Action.ACKNOWLEDGE,
    "notes": Action.NOTE,
}
# What Opsgenie refuses above; its other limits (description, tags, details) cost no
# alert here.
LIMITS = {"message": 130, "alias": 512}
PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
Row = Mapping[str, Any]


def check(data: Any) -> str:
    """What creating an alert needs; the other calls need no body."""
    if not isinstance(data, Mapping):
        return "The body is not a JSON object."
    message = data.get("message")
    if not isinstance(message, str) or not message.strip():
        return "message is missing: say in a few words what is wrong."
    for name, limit in LIMITS.items():
        value = data.get(name)
        if isinstance(value, str) and len(value) > limit:
            return f"{name} has {len(value)} characters; at most {limit} are allowed."
    if data.get("priority") not in (None, "", *PRIORITIES):
        return f"priority must be one of {', '.join(PRIORITIES)}."
    return ""


def parse(body: Body) -> Sequence[Signal]:
    # Closing takes no body at all, too.
    data = fields.mapping({} if body.data is None else body.data, "The body")
    action = ACTIONS.get(fields.text(body.context, "action"))
    if action is None:
        raise Unreadable("action is none of create, close, acknowledge, notes.")
    if action is Action.TRIGGER:
        return [_created(data, body.context)]
    identifier = fields.needed(body.context, "identifier")
    return [
        Signal(
            title=identifier,
            action=action,
            dedup_key=identifier,
            body=fields.text(data, "note"),
            labels=fields.labels({"source": data.get("source")}),
            by=fields.text(data, "user"),
        )
    ]


def _created(data: Row, context: Row) -> Signal:
    alias = fields.text(data, "alias") or fields.text(context, "identifier")
    told = (fields.text(data, "description"), fields.text(data, "note"))
    tags = fields.rows(data.get("tags"), "tags")
    return Signal(
        title=fields.needed(data, "message"),
        dedup_key=alias,
        body="\n\n".join(part for part in told if part),
        severity=fields.text(data, "priority"),
        labels=_labels(data),
        tags=tuple(tag for each in tags if (tag := fields.plain(each, "Each of tags"))),
        by=fields.text(data, "user"),
    )


def _labels(data: Row) -> dict[str, str]:
    return fields.labels(
        fields.inner(data, "details"),
        {"entity": data.get("entity"), "source": data.get("source")},
        {"responders": _responders(data)},
    )


def _responders(data: Row) -> str:
    """As told: "team NOC, user zoe@example.com"."""
    rows = [
        fields.mapping(row, "Each of responders")
        for row in fields.rows(data.get("responders"), "responders")
    ]
    named = ((fields.text(row, "type"), _name(row)) for row in rows)
    return ", ".join(" ".join(part for part in pair if part) for pair in named)


def _name(row: Row) -> str:
    found = (fields.text(row, name) for name in ("name", "username", "id"))
    return next((text for text in found if text), "")


ALIAS = "Life is too short for no alias"
BY_ALIAS = {"identifier": ALIAS, "identifierType": "alias"}
ASKED = {"user": "Monitoring Script", "source": "AWS Lambda", "note": "Via Alert API"}

SOURCE = Source(
    name="opsgenie",
    label="Opsgenie Alert API",
    parse=parse,
    setup=SETUP,
    check=check,
    samples={
        "firing": {
            "message": "An example alert message",
            "alias": ALIAS,
            "description": "Every alert needs a description",
            "responders": [
                {"id": "4513b7ea-3b91-438f-b7e4-e3e54af9147c", "type": "team"},
                {"name": "NOC", "type": "team"},
                {"username": "trinity@opsgenie.com", "type": "user"},
            ],
            "visibleTo": [{"name": "rocket_team", "type": "team"}],
            "actions": ["Restart", "AnExampleAction"],
            "tags": ["OverwriteQuietHours", "Critical"],
            "details": {"key1": "value1", "key2": "value2"},
            "entity": "An example entity",
            "priority": "P1",
        },
        "acknowledged": ASKED,
        "note": ASKED,
        "resolved": ASKED,
    },
    contexts={
        "firing": {"action": "create"},
        "acknowledged": {"action": "acknowledge", **BY_ALIAS},
        "note": {"action": "notes", **BY_ALIAS},
        "resolved": {"action": "close", **BY_ALIAS},
    },
)
