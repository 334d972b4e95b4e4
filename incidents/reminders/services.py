"""Setting, snoozing and stopping reminders, and taking what is due."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from incidents.people.models import Person
from incidents.prepared import Prepared
from incidents.record.models import Incident
from incidents.reminders.models import Reminder
from incidents.reminders.planning import following

# How many due reminders are looked at for one whose incident nobody holds.
LOOKED_AT = 20
# By hand: most changes of an incident plan its next update, and people wait for them.
_REMIND = Prepared("""
INSERT INTO incidents_reminder
    (kind, key, incident_id, person_id, due_at, every, "left", count, args)
VALUES (%(kind)s, %(key)s, %(incident)s, %(person)s, %(due_at)s, %(every)s, %(left)s,
    0, %(args)s::jsonb)
ON CONFLICT (key) DO UPDATE SET kind = excluded.kind,
    incident_id = excluded.incident_id, person_id = excluded.person_id,
    due_at = excluded.due_at, every = excluded.every, "left" = excluded."left",
    count = excluded.count, args = excluded.args
RETURNING id
""")


def remind(
    *,
    kind: str,
    key: str,
    due_at: datetime,
    incident: Incident | None = None,
    person: Person | None = None,
    every: timedelta | None = None,
    times: int = 1,
    args: Mapping[str, Any] | None = None,
) -> Reminder:
    """Set the reminder of this key anew: due at `due_at` (UTC), then after each
    `every`, `times` times in all. `response.due` knows what a kind does.
    """
    reminder = Reminder(
        kind=kind,
        key=key,
        incident=incident,
        person=person,
        due_at=due_at,
        every=every,
        left=max(1, times) if every else 1,
        count=0,
        args=dict(args or {}),
    )
    columns: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "incident": reminder.incident_id,
        "person": reminder.person_id,
        "due_at": due_at,
        "every": every,
        "left": reminder.left,
        "args": json.dumps(reminder.args),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, columns)
        (reminder.pk,) = cursor.fetchone()
    return reminder


def snooze(*, key: str, until: datetime) -> bool:
    """Let it come at `until` instead; False when there is no such reminder."""
    return bool(Reminder.objects.filter(key=key).update(due_at=until))


_STOP = Prepared("DELETE FROM incidents_reminder WHERE key = %s")


def stop(*, key: str) -> bool:
    """No more of it; False when there was none."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [key])
        return bool(cursor.rowcount)


def stop_kinds(*, incident: Incident, kinds: Collection[str]) -> int:
    """No more of these kinds about the incident; how many there were."""
    found = Reminder.objects.filter(incident=incident, kind__in=kinds)
    count, _ = found.delete()
    return count


def take(*, kinds: Collection[str], now: datetime) -> Reminder | None:
    """The reminder that is due longest, counted as having come, or None.

    In a transaction, which then holds the reminder's incident too: whoever else looks
    meanwhile takes another one, and a rollback leaves it due. One whose incident
    somebody is changing at this moment is left for the next look. What was missed
    while nobody looked is not made up for.
    """
    due = Reminder.objects.filter(kind__in=kinds, due_at__lte=now)
    candidates = due.order_by("due_at", "pk").values_list("pk", "incident")[:LOOKED_AT]
    for pk, incident_id in list(candidates):
        incident = _hold(incident_id)
        if incident_id is not None and incident is None:
            continue
        held = due.select_for_update(no_key=True, skip_locked=True, of=("self",))
        found = held.select_related("person").filter(pk=pk).first()
        if found is not None:
            found.incident = incident
            return _counted(found, now)
    return None


def _hold(incident_id: int | None) -> Incident | None:
    """The incident, before anything of it: every change locks in this order."""
    if incident_id is None:
        return None
    free = Incident.objects.select_for_update(
        no_key=True, skip_locked=True, of=("self",)
    )
    detailed = free.select_related("service__team", "lead", "declared_by", "channel")
    return detailed.filter(pk=incident_id).first()


def _counted(found: Reminder, now: datetime) -> Reminder:
    found.count += 1
    found.left -= 1
    if found.left <= 0 or found.every is None:
        Reminder.objects.filter(pk=found.pk).delete()
        return found
    found.due_at = following(found.due_at, found.every, now)
    found.save(update_fields=["count", "left", "due_at"])
    return found


def put_off(*, key: str, until: datetime) -> None:
    """Try again at `until`: what it does failed, and others are due as well."""
    Reminder.objects.filter(key=key).update(due_at=until)
