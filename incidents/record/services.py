"""Writing the timeline and who takes part."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from incidents import rows
from incidents.people.models import Person
from incidents.prepared import Prepared
from incidents.record.models import Entry, Incident, Participant
from incidents.values import Mistake


class NoSuchIncident(Mistake):
    """There is no such incident, or this person may not know of it."""


# By hand, as `lock` is: every change writes a line, and people wait for it.
_ADD_ENTRY = Prepared("""
INSERT INTO incidents_entry (incident_id, at, kind, by_id, text, data)
VALUES (%s, greatest(%s, (SELECT max(at) FROM incidents_entry WHERE incident_id = %s)),
    %s, %s, %s, %s::jsonb)
RETURNING id
""")


def save(incident: Incident, *, fields: Collection[str]) -> None:
    """Write these fields of an incident that the caller holds."""
    known = [each for each in Incident._meta.concrete_fields if each.name in fields]
    values = [
        each.get_db_prep_save(getattr(incident, each.attname), connection)
        for each in known
    ]
    with connection.cursor() as cursor:
        statement = _update(tuple(each.column for each in known))
        cursor.execute(statement, [*values, incident.pk])


@cache
def _update(columns: tuple[str, ...]) -> Prepared:
    changes = ", ".join(f'"{each}" = %s' for each in columns)
    return Prepared(f"UPDATE incidents_incident SET {changes} WHERE id = %s")  # noqa: S608


def add_entry(
    *,
    incident: Incident,
    kind: Entry.Kind,
    text: str,
    at: datetime,
    by: Person | None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Add a line; answers its id. A request that waited for another one brings an
    earlier time, so that `at` counts as no earlier than the line before.
    """
    by_id = by.pk if by else None
    told = json.dumps(dict(data or {}))
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_ENTRY, [incident.pk, at, incident.pk, kind.value, by_id, text, told]
        )
        (pk,) = cursor.fetchone()
    return int(pk)


def add_participants(*, incident: Incident, people: Iterable[Person]) -> None:
    """Let these people see the incident, private or not; who left is back."""
    ordered = sorted(people, key=lambda person: person.pk)  # two at once do not lock up
    Participant.objects.bulk_create(
        (Participant(incident=incident, person=person) for person in ordered),
        update_conflicts=True,
        unique_fields=["incident", "person"],
        update_fields=["left_at"],
    )


def participant_left(*, incident: Incident, person: Person, now: datetime) -> bool:
    """They no longer see a private incident by taking part; False when they did not."""
    present = Participant.objects.present(person).filter(incident=incident)
    return bool(present.update(left_at=now))


def lock(incident: Incident) -> Incident:
    """The incident as it is now, held until the transaction ends.

    Held without its key (as everything here is): who only refers to it, by a foreign
    key that is checked at COMMIT, need not wait, and cannot meet in a deadlock.
    Whom and what it names is read when it is asked for: few verbs need all of that.
    """
    found = rows.one(Incident, "WHERE id = %s FOR NO KEY UPDATE", [incident.pk])
    if found is None:
        raise Incident.DoesNotExist(incident.reference)
    return found
