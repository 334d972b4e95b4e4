"""Heartbeats of Muster's own: what is late opens an alert, what is back resolves it.

The bodies are those of incidents.heartbeats.telling.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
Add a heartbeat under Services, Heartbeats: it has an address of its own, which needs no
key. Call it whenever your job has succeeded, for example from a crontab:

    30 4 * * * backup.sh && curl -fsS -m 10 --retry 5 {url}/heartbeats/<token>

What is not heard in time becomes an alert of the service; heard again, it resolves.
"""
EVENTS = {
    "late": (Action.TRIGGER, "Heartbeat “{name}” is late"),
    "failed": (Action.TRIGGER, "Heartbeat “{name}” says that it failed"),
    "back": (Action.RESOLVE, "Heartbeat “{name}” is back"),
    "paused": (Action.RESOLVE, "Heartbeat “{name}” is paused"),
}


def parse(body: Body) -> Sequence[Signal]:
    data = body.data
    if not isinstance(data, Mapping) or "heartbeat" not in data:
        raise Unreadable("heartbeat is missing: the number of the heartbeat.")
    known = EVENTS.get(str(data.get("event")))
    if known is None:
        raise Unreadable(f"event is none of {', '.join(EVENTS)}.")
    action, title = known
    name = str(data.get("name") or data["heartbeat"])
    return [
        Signal(
            title=title.format(name=name),
            action=action,
            dedup_key=f"heartbeat-{data['heartbeat']}",
            body=_text(data) if action is Action.TRIGGER else "",
            severity=str(data.get("severity") or ""),
            labels={"heartbeat": name},
            at=_time(data.get("at")),
        )
    ]


def _text(data: Mapping[str, Any]) -> str:
    heard = _time(data.get("last_at"))
    last = f"{heard:%Y-%m-%d %H:%M:%S} UTC" if heard else "never"
    lines = [
        f"Expected {data.get('expected', '')}, with a grace of "
        f"{data.get('grace_seconds', 0)} s. Last heard: {last}."
    ]
    if unheard := data.get("unheard_seconds"):
        lines.append(
            f"Muster could not receive for {unheard} s of the wait, which do not "
            "count; what was sent then is lost."
        )
    return "\n".join(lines)


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


_SAMPLE = {
    "heartbeat": 7,
    "name": "Nightly backup",
    "at": "2026-03-12T04:46:00+00:00",
    "last_at": "2026-03-11T04:31:12+00:00",
    "expected": "at 30 4 * * * (Europe/Vienna)",
    "grace_seconds": 900,
    "unheard_seconds": 0,
    "severity": "critical",
}
SOURCE = Source(
    name="heartbeat",
    label="Heartbeats",
    parse=parse,
    setup=SETUP,
    samples={
        "late": _SAMPLE | {"event": "late"},
        "back": _SAMPLE | {"event": "back", "at": "2026-03-12T05:02:00+00:00"},
    },
)
