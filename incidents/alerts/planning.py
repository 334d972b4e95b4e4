"""What becomes of signals: a plan, made of facts alone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.alerts import flapping, grouping, hearing, holding
from incidents.alerts.facts import Facts
from incidents.alerts.models import AlertSettings
from incidents.alerts.placing import Place
from incidents.alerts.states import AlertState, GroupState, IncidentState, Incoming
from incidents.alerts.states import State as Alerts
from incidents.alerts.values import Action
from incidents.values import Status

Resolving = AlertSettings.Resolving


@dataclass(slots=True)
class Plan:
    """What changes. `alerts` that are new have no `pk`; groups are closed before
    others are opened.
    """

    alerts: Sequence[AlertState]
    closed: Sequence[GroupState]
    opened: Sequence[GroupState]
    incidents: Sequence[IncidentState]
    services: Facts


def plan(signals: Sequence[Incoming], facts: Facts, now: datetime) -> Plan:
    """Sort these signals, in their order. Uses the facts up."""
    planner = Planner(facts, now)
    for number, each in enumerate(signals):
        planner.take(each, facts.places.get(number))
    return planner.done()


class Planner:
    """Goes through signals one by one; `done` answers what that comes to."""

    def __init__(self, facts: Facts, now: datetime) -> None:
        self.facts = facts
        self.now = now
        self.born: list[AlertState] = []

    def take(self, new: Incoming, place: Place | None) -> None:
        key = (new.service, new.signal.dedup_key)
        alert = self.facts.alerts.get(key)
        action = new.signal.action
        if action is Action.TRIGGER:
            self._trigger(new, alert, place or self.facts.place(new))
        elif action is Action.RESOLVE:
            self._resolve(new, alert)
        elif alert is not None and alert.is_open:
            if action is Action.ACKNOWLEDGE:
                self._acknowledge(new, alert)
            else:
                self._note(new, alert)

    # -- a trigger

    def _trigger(self, new: Incoming, alert: AlertState | None, place: Place) -> None:
        if alert is None:
            alert = self._add(new)
            holding.sort(self.facts, alert, place, self.now)
        elif not alert.is_open:
            self._again(new, alert, place)
        else:
            self._repeat(new, alert, place)

    def _again(self, new: Incoming, alert: AlertState, place: Place) -> None:
        """What had resolved, or was resolved before it was heard of, fires."""
        at = new.signal.at
        known = hearing.known_at(alert, new)
        if at and known and at <= known:
            hearing.count(alert, new)
            alert.decide(
                "order",
                "A trigger came that is no newer than its resolve: nothing fires",
                self.now,
                trigger=at.isoformat(),
                resolve=known.isoformat(),
            )
            return
        settings = self.facts.services[place.target].settings
        window = timedelta(minutes=settings.reopen_minutes)
        ended = alert.resolved_at or alert.last_at
        changes = alert.changes
        if alert.count and new.at >= ended + window:
            alert = self._add(new)
            alert.changes = list(changes)
        else:
            hearing.count(alert, new)
            hearing.keep(alert, new)
            alert.status, alert.resolved_at = Alerts.FIRING, None
            alert.decide("dedup", "It fires again", self.now)
        flaps = flapping.note(alert, settings, new.at)
        holding.sort(self.facts, alert, place, self.now)
        if flaps:
            flapping.tell(alert)

    def _repeat(self, new: Incoming, alert: AlertState, place: Place) -> None:
        """It fires already: counted, and what it says now is kept."""
        word = alert.source_severity
        hearing.count(alert, new)
        hearing.keep(alert, new)
        if new.signal.tags:
            alert.tags = list(place.tags)  # with those that rules add
        if alert.is_flapping and alert.resolved_at:
            flapping.note(alert, self._settings(place), new.at)
            alert.resolved_at = None
        if alert.status == Alerts.SUPPRESSED:
            if not place.routed.suppress:
                holding.sort(self.facts, alert, place, self.now)
            return
        if word != alert.source_severity:
            self._severity(alert, place)
        if alert.is_active and _is_abandoned(alert):
            alert.decide("dedup", "It still fires after its incident was over", new.at)
            holding.sort(self.facts, alert, place, self.now)
        elif alert.is_active:
            holding.listen(alert, self._settings(place))

    def _severity(self, alert: AlertState, place: Place) -> None:
        if place.severity and place.severity != alert.severity:
            before, alert.severity = alert.severity or "not set", place.severity
            reason = f"Its severity is {alert.severity}, was {before}"
            alert.decide("source", reason, self.now)
            grouping.raise_severity(alert)

    # -- a resolve

    def _resolve(self, new: Incoming, alert: AlertState | None) -> None:
        if alert is None:
            if not new.only_known:
                self._remember(new)
            return
        at = new.signal.at
        if not alert.is_open:
            if at and (alert.event_at is None or at > alert.event_at):
                alert.event_at, alert.is_changed = at, True
            return
        known = hearing.known_at(alert, new)
        if at and known and at < known:
            alert.decide(
                "order",
                "A resolve came that is older than its latest trigger: it still fires",
                self.now,
                resolve=at.isoformat(),
                trigger=known.isoformat(),
            )
            return
        alert.event_at = at or alert.event_at
        alert.last_inbox_id = new.inbox_id or alert.last_inbox_id
        flaps = flapping.note(alert, self._settings_of(alert), new.at)
        resolve(alert, "Its source says that it is over", new.at, self.now)
        if flaps:
            flapping.tell(alert)

    def _remember(self, new: Incoming) -> None:
        """A resolve of what never fired, so that its late trigger opens nothing."""
        alert = self._add(new)
        alert.count, alert.status = 0, Alerts.RESOLVED
        alert.resolved_at = new.at
        alert.decide("order", "It was resolved before it was heard of", self.now)

    # -- the others

    def _acknowledge(self, new: Incoming, alert: AlertState) -> None:
        if alert.status != Alerts.FIRING:
            return
        who = f" by {new.signal.by}" if new.signal.by else ""
        alert.status = Alerts.ACKNOWLEDGED
        alert.decide("person", f"Acknowledged{who} in {new.source}", self.now)
        if alert.incident is not None:
            alert.incident.is_touched = True
            alert.incident.acknowledged = f"“{alert.title}” acknowledged{who}"

    def _note(self, new: Incoming, alert: AlertState) -> None:
        words = new.signal.body or new.signal.title
        who = f" from {new.signal.by}" if new.signal.by else ""
        alert.decide("person", f"Note{who}: {words[:500]}", self.now)
        if alert.incident is not None:
            alert.incident.note(f"Note{who} on “{alert.title}”: {words}")

    # -- all together

    def _add(self, new: Incoming) -> AlertState:
        """A new alert, which takes the place of a resolved one."""
        said = new.signal
        alert = AlertState(
            service=new.service,
            source=new.source,
            dedup_key=said.dedup_key,
            title=said.title,
            first_at=new.at,
            last_at=new.at,
            event_at=said.at,
            first_inbox_id=new.inbox_id,
            last_inbox_id=new.inbox_id,
        )
        hearing.keep(alert, new)
        self.facts.alerts[new.service, said.dedup_key] = alert
        self.born.append(alert)
        return alert

    def _settings(self, place: Place) -> AlertSettings:
        return self.facts.services[place.target].settings

    def _settings_of(self, alert: AlertState) -> AlertSettings:
        """Those of the service that handles it, as far as that is at hand."""
        handling = alert.incident.service if alert.incident else alert.service
        found = self.facts.services.get(handling) or self.facts.services[alert.service]
        return found.settings

    def done(self) -> Plan:
        facts = self.facts
        known = [each for each in facts.alerts.values() if each.pk and each.is_changed]
        alerts = [*self.born, *known]
        incidents = [*facts.new_incidents, *facts.incidents.values()]
        self._end(incidents, [*self.born, *facts.alerts.values()])
        touched = [each for each in incidents if each.is_touched or each.notes]
        closed = [*facts.closed, *(g for g in facts.groups.values() if g.is_closed)]
        return Plan(
            alerts=alerts,
            closed=[each for each in closed if each.pk],
            opened=facts.opened,
            incidents=touched,
            services=facts,
        )

    def _end(
        self, incidents: Iterable[IncidentState], alerts: Iterable[AlertState]
    ) -> None:
        """Resolve what has no active alert any more, as its service wants it."""
        active = {id(each.incident) for each in alerts if each.is_active}
        for incident in incidents:
            fires = id(incident) in active or incident.others_open
            if fires or not incident.left_count or not incident.is_open:
                continue
            settings = self.facts.services.get(incident.service)
            wanted = settings.settings.resolving if settings else Resolving.ALWAYS
            if incident.by_person or _is_kept(incident, wanted):
                incident.notes.append("All its alerts are resolved")
            else:
                what = incident.left[-1] if incident.left else incident.title
                incident.resolving = f"Its last alert resolved: {what}"


def resolve(alert: AlertState, reason: str, at: datetime, now: datetime) -> None:
    """It is over; a flapping one only once it is stable. Leaves its incident."""
    if alert.is_flapping and alert.is_active:
        alert.resolved_at = at
        alert.is_changed = True
        return
    step, was = "resolve", alert.status
    if was == Alerts.HELD:
        step, reason = "hold", f"{reason}, before it came to an incident"
    alert.status, alert.resolved_at = Alerts.RESOLVED, at
    alert.due_at, alert.is_flapping = None, False
    alert.decide(step, reason, now)
    if alert.incident is not None and was not in (Alerts.HELD, Alerts.SUPPRESSED):
        alert.incident.leave(alert)


def _is_kept(incident: IncidentState, wanted: str) -> bool:
    """Whether it stays open for a person to resolve."""
    accepted = incident.status != Status.TRIAGE
    return wanted == Resolving.NEVER or (wanted == Resolving.TRIAGE and accepted)


def _is_abandoned(alert: AlertState) -> bool:
    """Its incident is over, and nobody said that it is nothing."""
    incident = alert.incident
    if incident is None:
        return True
    return not incident.is_open and incident.status != Status.DECLINED
