"""What would become of a body: the very functions that sort it, without writing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from incidents.alerts import facts, sources, why
from incidents.alerts.facts import Facts
from incidents.alerts.house import HOUSE
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import IncidentRoute
from incidents.alerts.placing import Place
from incidents.alerts.planning import plan
from incidents.alerts.reading import read
from incidents.alerts.routing import Tried
from incidents.alerts.states import AlertState, IncidentState, Incoming
from incidents.alerts.states import State as Alerts
from incidents.alerts.values import Decision
from incidents.calendars.queries import coverage_modes
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.escalation import previewing
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.record.over import UNNAMED

MOST = 100
FATE = {
    Alerts.HELD: "It is held back.",
    Alerts.SUPPRESSED: "It is recorded, and suppressed: no incident, no page.",
    Alerts.RESOLVED: "It is resolved.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would become of one alert. `fate` and `paged` are sentences.

    `incident_id` is None for a new incident, one that may not be named, and none at
    all; `incident` says which of them. `rules` are those that were tried, `steps` the
    decisions in their order. `held_until` (UTC) is when it is looked at again, with
    `window` saying what holds it.
    """

    title: str
    action: str
    status: str
    severity: str
    dedup_key: str
    group_key: str
    fate: str
    incident: str
    incident_id: int | None
    team: str
    channel: str
    paged: str
    held_until: datetime | None
    window: str
    rules: tuple[Tried, ...]
    steps: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """`problem` says why the body could not be read; then there are no outcomes.
    `total` counts the alerts it speaks of, of which the first MOST are told.
    """

    at: datetime
    coverage: str
    coverage_reason: str
    problem: str = ""
    outcomes: tuple[Outcome, ...] = ()
    total: int = 0


def dry_run(
    *,
    service: Service,
    source: str,
    body: bytes,
    at: datetime,
    context: Mapping[str, Any] | None = None,
    by: Person | None = None,
) -> DryRun:
    """What would become of this body, had it come at `at` (UTC), with what is known
    now. Writes nothing: PostgreSQL refuses it. What `by` may not know of is not named.
    """
    arrival = Arrival(
        service_id=service.pk, source=source, body=body, context=context or {}
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        return _told(service, arrival, at, by)


def _told(
    service: Service, arrival: Arrival, at: datetime, by: Person | None
) -> DryRun:
    found = coverage_modes([service], at)[service.pk]
    coverage = (found.mode.label, found.reason)
    reading = read(arrival, at)
    if reading.problem:
        problem = f"{reading.problem} Muster would raise an alert that says so."
        return DryRun(at, *coverage, problem=problem)
    signals = [
        Incoming(each, service.pk, arrival.source, at) for each in reading.signals
    ]
    around = facts.load(signals, at, held=False)
    known = _forget_decisions(around)
    places = {_key(signals[n]): place for n, place in around.places.items()}
    plan(signals, around, at)
    asked = {_key(each): each for each in reversed(signals)}
    firsts = list(dict.fromkeys(_key(each) for each in signals))
    whom = _Asker(by, _Paged(at))
    outcomes = tuple(
        _outcome(asked[key], around, places.get(key), known.get(key), whom)
        for key in firsts[:MOST]
    )
    return DryRun(at, *coverage, outcomes=outcomes, total=len(firsts))


def _key(each: Incoming) -> tuple[int, str]:
    return each.service, each.signal.dedup_key


def _forget_decisions(around: Facts) -> dict[tuple[int, str], AlertState]:
    """So that only what is decided now is told. Answers copies of what was known."""
    known = {}
    for key, alert in around.alerts.items():
        known[key] = AlertState(
            service=alert.service,
            source=alert.source,
            dedup_key=alert.dedup_key,
            title=alert.title,
            first_at=alert.first_at,
            last_at=alert.last_at,
            pk=alert.pk,
            status=alert.status,
            count=alert.count,
        )
        alert.decisions = []
    return known


def _outcome(
    asked: Incoming,
    around: Facts,
    place: Place | None,
    known: AlertState | None,
    whom: "_Asker",
) -> Outcome:
    signal = asked.signal
    alert = around.alerts.get(_key(asked))
    steps = tuple(_steps(asked, alert, known, place))
    if alert is None:
        return _nothing(asked, steps)
    incident, number, team, channel, policy = _whereto(alert.incident, whom.by)
    waits = alert.status == Alerts.HELD
    return Outcome(
        title=signal.title,
        action=str(signal.action),
        status=str(alert.status),
        severity=alert.severity,
        dedup_key=signal.dedup_key,
        group_key=alert.group_key,
        fate=_fate(alert, incident),
        incident=incident,
        incident_id=number,
        team=team,
        channel=channel,
        paged=whom.paged.sentence(alert, number, policy=policy, channel=channel),
        held_until=alert.due_at if waits else None,
        window=_window(alert) if waits else "",
        rules=place.routed.tried if place else (),
        steps=steps,
    )


def _steps(
    asked: Incoming,
    alert: AlertState | None,
    known: AlertState | None,
    place: Place | None,
) -> Iterator[Decision]:
    """How it is read, what is known of it, the rules, then what was decided."""
    signal, at = asked.signal, asked.at
    source = sources.find(asked.source)
    label = source.label if source else asked.source
    what = f"{label} says “{signal.action}”"
    word = f", severity “{signal.severity}”" if signal.severity else ""
    yield Decision("source", f"{what}{word}.", at)
    if known is None:
        yield Decision("dedup", f"No alert has the key “{signal.dedup_key}” yet.", at)
    else:
        was = Alerts(known.status).label.lower()
        again = f"Alert {known.pk} has the key “{signal.dedup_key}”; it is {was}."
        yield Decision("dedup", again, at)
    if place is not None and not place.routed.fitting:
        yield Decision("rule", place.routed.reason, at)
    if alert is not None:
        yield from why.decisions(alert.decisions)


def _nothing(asked: Incoming, steps: Sequence[Decision]) -> Outcome:
    """An acknowledgement or a note about what never fired."""
    signal = asked.signal
    return Outcome(
        title=signal.title,
        action=str(signal.action),
        status="",
        severity="",
        dedup_key=signal.dedup_key,
        group_key=signal.group_key,
        fate="Nothing: it is about an alert that never came.",
        incident="",
        incident_id=None,
        team="",
        channel="",
        paged="Nobody.",
        held_until=None,
        window="",
        rules=(),
        steps=tuple(steps),
    )


def _whereto(
    state: IncidentState | None, by: Person | None
) -> tuple[str, int | None, str, str, str]:
    """In words which incident, its id, team, channel and policy."""
    if state is None:
        return "", None, "", "", ""
    if state.pk is None:
        route = state.route
        where = Conversation.objects.filter(pk=route.channel or 0) if route else None
        channel = str((where and where.first()) or "")
        team = route.reason if route else ""
        kind = "a new private incident" if state.is_private else "a new incident"
        return kind, None, team, channel, route.policy if route else ""
    if not Incident.objects.visible_to(by).filter(pk=state.pk).exists():
        return UNNAMED, None, "", "", ""
    found = IncidentRoute.objects.select_related("team", "channel")
    shown = found.filter(incident=state.pk).first()
    reason = shown.reason if shown else ""
    channel = str(shown.channel) if shown and shown.channel else ""
    policy = shown.policy if shown else ""
    return f"INC-{state.pk}", state.pk, reason, channel, policy


def _fate(alert: AlertState, incident: str) -> str:
    state = alert.incident
    if alert.status in FATE and not (alert.status == Alerts.RESOLVED and incident):
        return FATE[Alerts(alert.status)]
    if not incident or state is None:
        return "It is in no incident."
    if alert.status == Alerts.RESOLVED:
        ends = f", and {incident} with it" if state.resolving else f" in {incident}"
        return f"It is resolved{ends}."
    if state.pk is None:
        return f"It opens {incident}."
    again = ", which is reopened" if state.reopening else ""
    return f"It is in {incident}{again}."


class _Paged:
    """Who would be paged, asked once for each kind of incident."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.known: dict[tuple[int | None, str, str, int | None], str] = {}

    def sentence(
        self, alert: AlertState, number: int | None, *, policy: str, channel: str
    ) -> str:
        state = alert.incident
        if alert.status != Alerts.FIRING or state is None:
            return "Nobody now."
        if state.pk is None:
            return why.paged(self._new(state, policy), channel=channel)
        if number is None:
            return "Whoever is paged for it."
        return why.paged_for(Incident.objects.filter(pk=number).first())

    def _new(self, state: IncidentState, policy: str) -> str:
        team = state.route.team if state.route else None
        key = (state.service, state.severity, policy, team)
        if key not in self.known:
            found = previewing.preview(
                service=Service.objects.filter(pk=state.service).first(),
                severity=state.severity,
                policy=policy,
                team=team,
                at=self.at,
                house=HOUSE,
            )
            self.known[key] = previewing.sentence(found)
        return self.known[key]


@dataclass(frozen=True, slots=True)
class _Asker:
    """For whom outcomes are told, and who would be paged."""

    by: Person | None
    paged: _Paged


def _window(alert: AlertState) -> str:
    """What holds it, by the last decision that says so."""
    steps = ("hold", "calendar", "silence")
    holding = [each for each in alert.decisions if each["step"] in steps]
    return str(holding[-1]["reason"]) if holding else ""
