"""What deciding about alerts needs to know, read in few statements for a batch."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from incidents import rows
from incidents.alerts import known, locks
from incidents.alerts.destinations import Destinations, load_destinations
from incidents.alerts.models import AlertSettings, Silence
from incidents.alerts.placing import Hush, Place, ServiceFacts, place, sighting_of
from incidents.alerts.routing import Router, load_rules
from incidents.alerts.states import AlertState, GroupState, IncidentState, Incoming
from incidents.alerts.values import Action, Signal
from incidents.calendars.queries import coverage_modes
from incidents.catalog.models import Service
from incidents.prepared import Prepared
from incidents.record.models import Incident

Key = tuple[int, str]
TRIES = 3


@dataclass(slots=True)
class Facts:
    """A batch's surroundings, which `plan` changes as it goes.

    `alerts` are the latest of their service and dedup key, `groups` the open ones by
    service and group key, `storms` by service, `places` of the signals that may fire,
    by their place in the batch.
    """

    services: Mapping[int, ServiceFacts]
    rules: Router
    slugs: Mapping[str, int]
    destinations: Destinations
    alerts: dict[Key, AlertState] = field(default_factory=dict)
    groups: dict[Key, GroupState] = field(default_factory=dict)
    storms: dict[int, GroupState] = field(default_factory=dict)
    incidents: dict[int, IncidentState] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    opened: list[GroupState] = field(default_factory=list)
    closed: list[GroupState] = field(default_factory=list)
    new_incidents: list[IncidentState] = field(default_factory=list)

    def place(self, what: Incoming | AlertState) -> Place:
        return place(sighting_of(what), self.services, self.rules, self.slugs)


def load(signals: Sequence[Incoming], now: datetime, *, held: bool = True) -> Facts:
    """What is known around these signals. Unless it is for a dry-run, its services and
    incidents are held until the transaction ends.
    """
    origins = {each.service for each in signals}
    facts = _services(origins, now)
    keys = dict.fromkeys((each.service, each.signal.dedup_key) for each in signals)
    facts.places = dict(_places(signals, facts))
    wanted = {(each.target, each.group_key) for each in facts.places.values()}
    _count(facts, origins | {target for target, _ in wanted}, now, held=held)
    _fill(facts, lambda: known.latest(keys), wanted, held=held)
    return facts


def load_due(due: Mapping[int, int], now: datetime) -> Facts:
    """What is known around alerts that are due, held. `due`: their services by id."""
    origins = set(due.values())
    facts = _services(origins, now)
    for alert in known.alerts(list(due), {}):
        found = facts.place(alert)
        facts.places[alert.pk or 0] = found
    wanted = {(each.target, each.group_key) for each in facts.places.values()}
    _count(facts, origins | {target for target, _ in wanted}, now, held=True)
    _fill(facts, lambda: known.with_incidents(list(due)), wanted, held=True)
    return facts


def _places(signals: Sequence[Incoming], facts: Facts) -> Iterator[tuple[int, Place]]:
    """Of every trigger; those that say the same as the one before are one."""
    before: dict[Key, tuple[Incoming, Place]] = {}
    for number, each in enumerate(signals):
        if each.signal.action is not Action.TRIGGER:
            continue
        key = (each.service, each.signal.dedup_key)
        last = before.get(key)
        if last is not None and _alike(last[0], each):
            found = last[1]
        else:
            found = facts.place(each)
        before[key] = (each, found)
        yield number, found


def _alike(one: Incoming, other: Incoming) -> bool:
    return one.source == other.source and _said(one.signal) == _said(other.signal)


def _said(signal: Signal) -> tuple[object, ...]:
    return (
        signal.title,
        signal.severity,
        signal.group_key,
        signal.labels,
        signal.tags,
        signal.body,
    )


def _services(origins: Collection[int], now: datetime) -> Facts:
    """The services that alerts come for, and those that rules send them to."""
    rules = load_rules()
    named = {rule.service for rule in rules if rule.service}
    found = rows.every(Service, _OF_THEM, [list(origins), list(named)])
    rows.join(found, "team")
    ids = [each.pk for each in found]
    modes = coverage_modes(found, now)
    silences = _silences(ids, now)
    own = rows.every(AlertSettings, "WHERE service_id = ANY(%s)", [ids])
    by_service = {each.service_id: each for each in own}
    settings = {pk: by_service.get(pk) or AlertSettings(service_id=pk) for pk in ids}
    services = {
        each.pk: ServiceFacts(
            pk=each.pk,
            name=each.name,
            slug=each.slug,
            team=each.team_id,
            team_slug=each.team.slug,
            team_name=each.team.name,
            settings=settings[each.pk],
            coverage=modes[each.pk],
            silences=silences.get(each.pk, ()),
        )
        for each in found
    }
    chosen = [each.channel_id for each in settings.values()]
    return Facts(
        services=services,
        rules=Router(rules),
        slugs={each.slug: each.pk for each in found},
        destinations=load_destinations(
            {each.team_id for each in found}, [*chosen, *(r.channel for r in rules)]
        ),
    )


_OF_THEM = "WHERE id = ANY(%s) OR slug = ANY(%s) ORDER BY id"
_STANDING = """
WHERE service_id = ANY(%s) AND until > %s AND ended_at IS NULL ORDER BY until DESC
"""


def _silences(services: Collection[int], now: datetime) -> dict[int, list[Hush]]:
    found: dict[int, list[Hush]] = {}
    standing = rows.every(Silence, _STANDING, [list(services), now])
    rows.join(standing, "by")
    for each in standing:
        who = f" by {each.by.name}" if each.by else ""
        why = f": {each.reason}" if each.reason else ""
        hush = Hush(each.group_key, each.until, f"Silenced{who}{why}")
        found.setdefault(each.service_id, []).append(hush)
    return found


_OPENED = Prepared("""
SELECT wanted.service, (
    SELECT count(*) FROM (
        SELECT 1 FROM incidents_alertgroup
        WHERE service_id = wanted.service AND opened_at > wanted.since
        LIMIT wanted.most
    ) AS counted
)
FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[])
    AS wanted (service, since, most)
""")


def _count(facts: Facts, ids: Collection[int], now: datetime, *, held: bool) -> None:
    """Hold the services whose alerts change, and count what they opened lately."""
    if held:
        locks.services(ids)
    found = [facts.services[number] for number in ids if number in facts.services]
    since = [now - timedelta(minutes=s.settings.storm_minutes) for s in found]
    most = [each.settings.storm_incidents for each in found]
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [[each.pk for each in found], since, most])
        for number, opened in cursor.fetchall():
            facts.services[number].opened = opened


def _fill(
    facts: Facts,
    find: Callable[[], Mapping[int, int | None]],
    wanted: Collection[Key],
    *,
    held: bool,
) -> None:
    """Add alerts, groups and incidents. A person may move alerts to an incident that
    is not held yet: then that one is held too, and all is read anew.
    """
    held_now: dict[int, Incident] = {}
    for _ in range(TRIES):
        found = find()
        groups = known.groups(wanted, facts.services)
        ids = {pk for pk in found.values() if pk} | {g.incident_id for g in groups}
        if ids <= held_now.keys():
            break
        held_now |= locks.incidents(ids - held_now.keys(), held=held)
    facts.incidents = known.incidents(held_now, list(found))
    for alert in known.alerts(list(found), facts.incidents):
        facts.alerts[alert.service, alert.dedup_key] = alert
    for row in groups:
        group = known.group(row, facts.incidents)
        facts.groups[group.service, group.key] = group
        if group.is_storm:
            facts.storms[group.service] = group
