"""Uptime Kuma: notification type Webhook, body "Preset - application/json".

Source: louislam/uptime-kuma, server/notification-providers/webhook.js (`heartbeat`,
`monitor`, `msg`) and server/model/heartbeat.js (`status`: 0 down, 1 up, 2 pending, 3
maintenance; `time` is UTC, such as "2024-09-24 23:51:35.527"). A test and a warning of
an expiring certificate carry only `msg`.
"""

from collections.abc import Sequence

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Uptime Kuma, open **Settings › Notifications › Setup notification**.
2. **Notification type**: Webhook. **Post URL**:

        {hook}

3. **Request body**: “Preset - application/json”. Press **Test**, then **Save**.
4. Switch the notification on for your monitors (or make it the default).

To keep the key out of the address, use `{url}/hooks/uptime_kuma` and switch on
**Additional headers**:

    {{"Authorization": "Bearer {key}"}}
"""
ACTIONS = {
    "0": Action.TRIGGER,
    "1": Action.RESOLVE,
    "2": Action.NOTE,
    "3": Action.NOTE,
}


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    beat = fields.inner(data, "heartbeat")
    monitor = fields.inner(data, "monitor")
    told = fields.text(data, "msg")
    if not beat:
        # A test, or a certificate that expires soon: nothing says when it is over.
        return [Signal(title=told or fields.needed(data, "msg"), severity="warning")]
    status = fields.needed(beat, "status")
    if status not in ACTIONS:
        raise Unreadable(f"heartbeat.status is “{status}”; 0, 1, 2 or 3 was expected.")
    name = fields.text(monitor, "name") or told or "A monitor"
    number = fields.text(monitor, "id") or fields.needed(beat, "monitorID")
    return [
        Signal(
            title=f"{name} is down",
            action=ACTIONS[status],
            dedup_key=f"monitor-{number}",
            body=fields.text(beat, "msg") or told,
            labels=fields.labels(
                {"monitor": name, "type": fields.text(monitor, "type")},
                {each: monitor.get(each) for each in ("url", "hostname", "port")},
            ),
            tags=_tags(monitor.get("tags")),
            links=fields.links((name, fields.text(monitor, "url"))),
            at=fields.moment(beat.get("time")),
        )
    ]


def _tags(found: object) -> tuple[str, ...]:
    """Of Uptime Kuma's tags, `{"name": ..., "value": ...}`, or texts in old ones."""
    names = (
        each.get("name") if isinstance(each, dict) else each
        for each in fields.rows(found, "monitor.tags")
    )
    return tuple(shown for name in names if (shown := fields.plain(name, "tag")))


MONITOR = {
    "id": 29,
    "name": "Web shop",
    "description": None,
    "url": "https://shop.brightwater.example/",
    "hostname": None,
    "port": None,
    "type": "http",
    "interval": 60,
    "tags": [{"tag_id": 1, "name": "shop", "value": "", "color": "#2563EB"}],
}
SOURCE = Source(
    name="uptime_kuma",
    label="Uptime Kuma",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {
            "heartbeat": {
                "monitorID": 29,
                "status": 0,
                "time": "2024-09-24 23:51:35.527",
                "msg": "getaddrinfo ENOTFOUND shop.brightwater.example",
                "important": True,
                "duration": 0,
                "timezone": "Europe/London",
                "timezoneOffset": "+01:00",
                "localDateTime": "2024-09-25 00:51:35",
            },
            "monitor": MONITOR,
            "msg": "[Web shop] [🔴 Down] getaddrinfo ENOTFOUND",
        },
        "resolved": {
            "heartbeat": {
                "monitorID": 29,
                "status": 1,
                "time": "2024-09-24 23:55:35.101",
                "msg": "200 - OK",
                "ping": 87,
                "important": True,
                "duration": 240,
            },
            "monitor": MONITOR,
            "msg": "[Web shop] [✅ Up] 200 - OK",
        },
        "test": {
            "heartbeat": None,
            "monitor": None,
            "msg": "Muster Testing",
        },
    },
)
