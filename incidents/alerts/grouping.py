"""Which incident an alert joins: its group's, a storm's, or a new one. Pure."""

from datetime import datetime, timedelta

from incidents.alerts.facts import Facts
from incidents.alerts.placing import Place, ServiceFacts
from incidents.alerts.states import AlertState, GroupState, IncidentState
from incidents.lifecycle.status import ENDED
from incidents.values import TITLE_LIMIT, Status


def open_incident(facts: Facts, place: Place) -> IncidentState | None:
    """The open incident of its group, if it may join that."""
    group = facts.groups.get((place.target, place.group_key))
    if group is None or group.is_closed or not _may_join(group.incident, place):
        return None
    return group.incident if group.incident.is_open else None


def join(facts: Facts, alert: AlertState, place: Place, now: datetime) -> GroupState:
    """Bring a firing alert into its incident, which may be a new one; says why."""
    service = facts.services[place.target]
    group = _standing(facts, alert, place, service, now)
    if group is None:
        group = _opened(facts, alert, place, service, now)
    incident = group.incident
    if alert.incident is not incident:
        alert.incident = incident
    incident.join(alert)
    return group


def raise_severity(alert: AlertState) -> None:
    """An incident is as bad as its worst alert, unless a person said how bad it is."""
    incident = alert.incident
    if incident is None or incident.severity_by_person or incident.by_person:
        return
    if not incident.is_open or not worse(alert.severity, incident.severity):
        return
    if incident.pk is not None and not incident.raised:
        incident.before = incident.severity
    incident.severity = alert.severity
    incident.is_touched = True
    if incident.pk is not None:
        incident.raised = f"Alert “{alert.title}” is {alert.severity}"


def worse(one: str, other: str) -> bool:
    """Whether a severity (SEV1 to SEV4, or empty) is worse; SEV1 is the worst."""
    return bool(one) and (not other or one < other)


def _may_join(incident: IncidentState, place: Place) -> bool:
    """What is private never joins what somebody made public."""
    return incident.is_private or not place.routed.private


def _standing(
    facts: Facts,
    alert: AlertState,
    place: Place,
    service: ServiceFacts,
    now: datetime,
) -> GroupState | None:
    """Its open group; one whose incident is over is reopened or closed."""
    group = facts.groups.get((place.target, place.group_key))
    if group is None or group.is_closed:
        return None
    if not _may_join(group.incident, place):
        group.is_closed = True
        return None
    if group.incident.is_open:
        kind = "The storm incident" if group.incident.is_storm else "The open incident"
        alert.decide("group", f"{kind} of the group “{group.key}”", now)
        return group
    window = timedelta(minutes=service.settings.reopen_minutes)
    ended = group.incident.ended_at
    again = group.incident.status in ENDED and ended is not None
    if again and ended is not None and now < ended + window:
        reason = (
            f"“{alert.title}” fires again within "
            f"{service.settings.reopen_minutes} minutes"
        )
        group.incident.reopening = reason
        alert.decide("reopen", f"Its incident is reopened: {reason}", now)
        return group
    group.is_closed = True
    return None


def _opened(
    facts: Facts,
    alert: AlertState,
    place: Place,
    service: ServiceFacts,
    now: datetime,
) -> GroupState:
    """A new group: with an incident of its own, or the storm's."""
    key = (place.target, place.group_key)
    previous = facts.groups.get(key)
    if previous is not None:
        facts.closed.append(previous)
    stormy = service.opened >= service.settings.storm_incidents
    service.opened += 1
    storm = _storm(facts, place, service) if stormy else None
    if storm is not None:
        alert.decide("storm", f"{_over(service)}: it joins the storm incident", now)
        group = GroupState(place.target, place.group_key, storm, now)
    else:
        is_storm = stormy and not place.routed.private
        incident = _incident(facts, alert, place, service, is_storm=is_storm)
        group = GroupState(place.target, place.group_key, incident, now)
        if is_storm:
            group.is_storm = True
            facts.storms[place.target] = group
            alert.decide("storm", f"{_over(service)}: a storm incident begins", now)
            incident.note(
                f"A storm: {_over(service)[0].lower()}{_over(service)[1:]}. What comes "
                "under further group keys joins this incident"
            )
        else:
            reason = f"No open incident of the group “{place.group_key}”: a new one"
            alert.decide("group", reason, now)
    facts.groups[key] = group
    facts.opened.append(group)
    return group


def _storm(facts: Facts, place: Place, service: ServiceFacts) -> IncidentState | None:
    """The storm incident that is open, for what is not private."""
    if place.routed.private:
        return None
    group = facts.storms.get(service.pk)
    if group is None or group.is_closed:
        return None
    if not group.incident.is_open:
        group.is_closed = True
        if group not in facts.closed:
            facts.closed.append(group)
        return None
    return group.incident


def _over(service: ServiceFacts) -> str:
    settings = service.settings
    return (
        f"More than {settings.storm_incidents} new incidents of {service.name} in "
        f"{settings.storm_minutes} minutes"
    )


def _incident(
    facts: Facts,
    alert: AlertState,
    place: Place,
    service: ServiceFacts,
    *,
    is_storm: bool,
) -> IncidentState:
    title = alert.title
    if is_storm:
        title = f"Storm: many alerts of {service.name}"[:TITLE_LIMIT]
    incident = IncidentState(
        service=service.pk,
        title=title,
        summary="" if is_storm else alert.body[:3_000],
        status=Status.TRIAGE,
        severity=alert.severity,
        is_private=place.routed.private,
        is_storm=is_storm,
        route=facts.destinations.of(place, service),
    )
    facts.new_incidents.append(incident)
    alert.decide("team", incident.route.reason if incident.route else "", alert.last_at)
    return incident
