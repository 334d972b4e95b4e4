"""What alerts did to incidents, on their timelines: folded, so that they stay short."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incidents import bulk, rows
from incidents.alerts.states import NAMED, IncidentState
from incidents.record.models import Entry

# What joins within this time is one line. It grows with the incident's age, so that
# one that goes on for days has some hundred lines at most.
FOLDED = timedelta(minutes=1)
SHARE = 50
TEXT_LIMIT = 3_000


@dataclass(slots=True)
class Told:
    """Alerts that joined and left, by number, and the first ones' titles."""

    joined: int = 0
    left: int = 0
    joined_names: list[str] = field(default_factory=list)
    left_names: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Told":
        return cls(
            joined=int(data.get("joined", 0)),
            left=int(data.get("left", 0)),
            joined_names=[str(name) for name in data.get("joined_names", ())],
            left_names=[str(name) for name in data.get("left_names", ())],
        )

    def add(self, incident: IncidentState) -> None:
        self.joined += incident.joined_count
        self.left += incident.left_count
        self.joined_names = [*self.joined_names, *incident.joined][:NAMED]
        self.left_names = [*self.left_names, *incident.left][:NAMED]

    @property
    def data(self) -> dict[str, Any]:
        return {
            "joined": self.joined,
            "left": self.left,
            "joined_names": self.joined_names,
            "left_names": self.left_names,
        }

    @property
    def text(self) -> str:
        joined = _counted(self.joined, "fires", "fire", self.joined_names)
        left = _counted(self.left, "is resolved", "are resolved", self.left_names)
        return ". ".join(filter(None, (joined, left)))


def tell(incidents: Sequence[IncidentState], now: datetime) -> None:
    """Write their lines: one for what joined and left, one for each note."""
    moved = [each for each in incidents if each.joined_count or each.left_count]
    _fold(moved, now)
    notes = [
        Entry(
            incident_id=each.pk or 0,
            kind=Entry.Kind.ALERTS,
            text=text[:TEXT_LIMIT],
            at=now,
        )
        for each in incidents
        for text in [*each.notes, *filter(None, [each.acknowledged])]
    ]
    bulk.insert(notes)


def _fold(moved: Sequence[IncidentState], now: datetime) -> None:
    """Into the incident's last such line, if that is young enough."""
    latest = _latest([each.pk for each in moved if each.pk])
    new, old = [], []
    for incident in moved:
        entry = latest.get(incident.pk or 0)
        if entry is not None and not _is_young(entry, now):
            entry = None
        told = Told.read(entry.data if entry else {})
        told.add(incident)
        if entry is None:
            entry = Entry(
                incident_id=incident.pk or 0, kind=Entry.Kind.ALERTS, at=now, data={}
            )
            new.append(entry)
        else:
            old.append(entry)
        entry.text, entry.data = told.text, told.data
    bulk.insert(new)
    bulk.update(old, ["text", "data"])


def _is_young(entry: Entry, now: datetime) -> bool:
    age = now - entry.incident.declared_at
    return now - entry.at < max(FOLDED, age / SHARE)


def _latest(ids: Sequence[int]) -> dict[int, Entry]:
    if not ids:
        return {}
    lines = rows.every(Entry, _LATEST, [list(ids), Entry.Kind.ALERTS.value])
    rows.join(lines, "incident")
    return {each.incident_id: each for each in lines}


_LATEST = """
WHERE id = ANY(ARRAY(
    SELECT DISTINCT ON (incident_id) id FROM incidents_entry
    WHERE incident_id = ANY(%s) AND kind = %s AND data ? 'joined'
    ORDER BY incident_id, at DESC, id DESC
))
"""


def _counted(count: int, one: str, many: str, names: Sequence[str]) -> str:
    """“Disk full”, “Load” and 3 more fire."""
    if not count:
        return ""
    shown = [f"“{name}”" for name in names[:NAMED]]
    more = count - len(shown)
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more {many}"
    head, last = shown[:-1], shown[-1]
    return f"{', '.join(head)} and {last} {many}" if head else f"{last} {one}"
