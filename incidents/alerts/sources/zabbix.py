"""Zabbix: a media type of type Webhook, whose parameters and script we give.

Source: Zabbix manual, "Webhook script examples" (HttpRequest.addHeader, post and
getStatus) and "Supported macros". As in Zabbix's own media types, {EVENT.VALUE} is 1
for a problem and 0 for its recovery, {EVENT.UPDATE.STATUS} is 1 for an update, and
{EVENT.ID} is the problem's in all three. A macro that Zabbix cannot resolve stays as
it is or becomes *UNKNOWN*; such values are taken for empty. {EVENT.DATE} and
{EVENT.TIME} have no zone, so they are not sent.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Zabbix (6.0 or later), open **Alerts › Media types › Create media type**; type
   **Webhook**, name *Muster*. Replace its parameters by these (name = value):

        hook = {url}/hooks/zabbix
        key = {key}
        event_id = {{EVENT.ID}}
        event_value = {{EVENT.VALUE}}
        event_update_status = {{EVENT.UPDATE.STATUS}}
        event_name = {{EVENT.NAME}}
        event_severity = {{EVENT.SEVERITY}}
        event_opdata = {{EVENT.OPDATA}}
        event_tags = {{EVENT.TAGSJSON}}
        host = {{HOST.NAME}}
        host_ip = {{HOST.IP}}
        trigger_id = {{TRIGGER.ID}}
        trigger_description = {{TRIGGER.DESCRIPTION}}
        update_action = {{EVENT.UPDATE.ACTION}}
        update_message = {{EVENT.UPDATE.MESSAGE}}
        user = {{USER.FULLNAME}}
        zabbix_url = {{$ZABBIX.URL}}

2. Paste this as its **Script**:

        var params = JSON.parse(value), request = new HttpRequest();
        var hook = params.hook, key = params.key;
        delete params.hook;
        delete params.key;
        request.addHeader('Content-Type: application/json');
        request.addHeader('Authorization: Bearer ' + key);
        var answer = request.post(hook, JSON.stringify(params));
        if (request.getStatus() >= 300) {{
            throw 'Muster answered ' + request.getStatus() + ': ' + answer;
        }}
        return 'OK';

3. On the tab **Message templates**, add *Problem*, *Problem recovery* and *Problem
   update*, so that Zabbix sends all three.
4. Give a user the media *Muster* (send to: `-`), and let a trigger action send to that
   user, with recovery and update operations. Set the global macro `{{$ZABBIX.URL}}` to
   Zabbix's address for links.
"""
UNRESOLVED = "*UNKNOWN*"


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    value = fields.needed(data, "event_value")
    if value not in ("0", "1"):
        raise Unreadable(f"event_value is “{value}”; 1 or 0 was expected.")
    event = _known(data, "event_id")
    if not event:
        raise Unreadable("event_id is missing: paste the parameters as Muster shows.")
    tags = _tags(data)
    host = _known(data, "host")
    name = _known(data, "event_name") or f"Event {event}"
    action, told = _asked(data, recovered=value == "0")
    return [
        Signal(
            title=f"{host}: {name}" if host else name,
            action=action,
            dedup_key=f"event-{event}",
            body=told,
            severity=_known(data, "event_severity"),
            labels=fields.labels(
                {"host": host, "trigger": _known(data, "trigger_id")},
                {"host_ip": _known(data, "host_ip")},
                tags,
            ),
            links=fields.links(("Zabbix", _url(data, event))),
            by=_known(data, "user")
            if action in (Action.ACKNOWLEDGE, Action.NOTE)
            else "",
        )
    ]


def _asked(data: Mapping[str, Any], *, recovered: bool) -> tuple[Action, str]:
    """What a problem, its recovery or an update of it asks for, and its text."""
    if recovered:
        return Action.RESOLVE, _known(data, "event_opdata")
    if fields.text(data, "event_update_status") != "1":
        parts = (_known(data, "event_opdata"), _known(data, "trigger_description"))
        return Action.TRIGGER, "\n\n".join(part for part in parts if part)
    done = _known(data, "update_action")
    told = _known(data, "update_message") or done
    words = done.replace(",", " ").split()
    return (Action.ACKNOWLEDGE if "acknowledged" in words else Action.NOTE), told


def _known(data: Mapping[str, Any], name: str) -> str:
    """The field, unless it is a macro that Zabbix did not resolve."""
    found = fields.text(data, name)
    macro = found.startswith("{") and found.endswith("}") and " " not in found
    return "" if macro or found == UNRESOLVED else found


def _tags(data: Mapping[str, Any]) -> dict[str, Any]:
    """Tags as labels: `[{"tag": "scope", "value": "capacity"}]`, written as a text."""
    written = fields.text(data, "event_tags")
    if not written.startswith("["):
        return {}
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise Unreadable("event_tags is no JSON: send {EVENT.TAGSJSON}.") from None
    pairs = (fields.mapping(each, "event_tags") for each in found)
    return {
        fields.text(pair, "tag"): fields.text(pair, "value") or "true" for pair in pairs
    }


def _url(data: Mapping[str, Any], event: str) -> str:
    base = _known(data, "zabbix_url").rstrip("/")
    trigger = _known(data, "trigger_id")
    if not base or not trigger:
        return ""
    return f"{base}/tr_events.php?triggerid={trigger}&eventid={event}"


PROBLEM = {
    "event_id": "68134",
    "event_value": "1",
    "event_update_status": "0",
    "event_name": "Disk space is low (used > 90%)",
    "event_severity": "High",
    "event_opdata": "Space used: 91.4 %",
    "event_tags": '[{"tag":"scope","value":"capacity"},{"tag":"disk","value":"/var"}]',
    "host": "db1",
    "host_ip": "10.0.3.11",
    "trigger_id": "23554",
    "trigger_description": "*UNKNOWN*",
    "update_action": "{EVENT.UPDATE.ACTION}",
    "update_message": "{EVENT.UPDATE.MESSAGE}",
    "user": "{USER.FULLNAME}",
    "zabbix_url": "https://zabbix.brightwater.example",
}
SOURCE = Source(
    name="zabbix",
    label="Zabbix",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": PROBLEM,
        "acknowledged": {
            **PROBLEM,
            "event_update_status": "1",
            "update_action": "acknowledged and commented",
            "update_message": "Cleaning up old dumps",
            "user": "Dev Patel (dev)",
        },
        "resolved": {
            **PROBLEM,
            "event_value": "0",
            "event_opdata": "Space used: 62.0 %",
        },
    },
)
