"""From rows to rotas as values, for many schedules at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from incidents.oncall.models import (
    Layer,
    LayerMember,
    LayerRestriction,
    Leave,
    Override,
    Schedule,
)
from incidents.oncall.values import Away, Hours, Instead, Rota, Turns
from incidents.people.models import Person
from incidents.people.zones import zone_called


def rotas(
    schedules: Collection[int], since: datetime, until: datetime
) -> dict[int, Rota]:
    """What decides who is on call between two moments (UTC), by the schedule's id.

    Seven queries, however many there are. Names are of everybody they mention.
    """
    found = Schedule.objects.filter(pk__in=schedules)
    rows = list(found.values_list("pk", "name", "timezone").order_by("pk"))
    layers = _layers(schedules)
    overrides = _overrides(schedules, since, until)
    mentioned = {
        pk: {person for layer in layers[pk] for person in layer.people}
        | {each.person for each in overrides[pk]}
        for pk, _, _ in rows
    }
    everybody = set[int]().union(*mentioned.values())
    people = Person.objects.filter(pk__in=everybody)
    known = {p[0]: p for p in people.values_list("pk", "name", "is_active")}
    away = _away(everybody, since, until)
    return {
        pk: Rota(
            name=name,
            zone=zone_called(timezone),
            layers=tuple(layers[pk]),
            overrides=tuple(overrides[pk]),
            away=tuple(a for person in sorted(mentioned[pk]) for a in away[person]),
            names={person: known[person][1] for person in mentioned[pk]},
            gone=frozenset(p for p in mentioned[pk] if not known[p][2]),
        )
        for pk, name, timezone in rows
    }


def _layers(schedules: Collection[int]) -> dict[int, list[Turns]]:
    members = defaultdict[int, list[int]](list)
    theirs = LayerMember.objects.filter(layer__schedule__in=schedules)
    theirs = theirs.order_by("layer", "rank", "pk")
    for number, person in theirs.values_list("layer_id", "person_id"):
        members[number].append(person)
    hours = defaultdict[int, list[Hours]](list)
    for row in LayerRestriction.objects.filter(layer__schedule__in=schedules):
        days = frozenset(row.weekdays)
        hours[row.layer_id].append(Hours(days, row.starts, row.ends))
    found = defaultdict[int, list[Turns]](list)
    for layer in Layer.objects.filter(schedule__in=schedules).order_by("pk"):
        turns = as_turns(layer, tuple(members[layer.pk]), tuple(hours[layer.pk]))
        found[layer.schedule_id].append(turns)
    return found


def as_turns(layer: Layer, people: tuple[int, ...], hours: tuple[Hours, ...]) -> Turns:
    """A layer, saved or not, with those who take turns in it."""
    return Turns(
        number=layer.pk or 0,
        name=layer.name,
        position=layer.position,
        rank=layer.rank,
        rotation=layer.rotation,
        length=layer.length,
        starts_at=layer.starts_at,
        ends_at=layer.ends_at,
        people=people,
        hours=hours,
    )


def _overrides(
    schedules: Collection[int], since: datetime, until: datetime
) -> dict[int, list[Instead]]:
    rows = Override.objects.filter(
        schedule__in=schedules,
        starts_at__lt=until,
        ends_at__gt=since,
        cancelled_at__isnull=True,
    )
    found = defaultdict[int, list[Instead]](list)
    for row in rows.annotate(by_name=F("by__name")).order_by("pk"):
        found[row.schedule_id].append(
            Instead(
                number=row.pk,
                person=row.person_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                made_at=row.created_at,
                position=row.position,
                by=row.by_name or "",
                reason=row.reason,
            )
        )
    return found


def _away(
    people: Collection[int], since: datetime, until: datetime
) -> dict[int, list[Away]]:
    rows = Leave.objects.filter(
        person__in=people, starts_at__lt=until, ends_at__gt=since
    )
    found = defaultdict[int, list[Away]](list)
    for row in rows.order_by("starts_at", "pk"):
        found[row.person_id].append(
            Away(row.person_id, row.starts_at, row.ends_at, row.reason)
        )
    return found
