"""Why an alert is where it is: the decisions that were stored when it came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from incidents.alerts import showing
from incidents.alerts.models import Alert
from incidents.alerts.values import Decision
from incidents.escalation import reasons
from incidents.escalation.reasons import PageTold
from incidents.record.models import Incident
from incidents.values import Mistake

ALERTS = 5
# How a step is called where people read it.
STEPS = {
    "source": "Source",
    "dedup": "Same alert",
    "order": "Order",
    "silence": "Silence",
    "calendar": "Calendar",
    "rule": "Routing rule",
    "hold": "Held back",
    "flapping": "Flapping",
    "group": "Group",
    "storm": "Storm",
    "reopen": "Reopened",
    "team": "Team",
    "resolve": "Resolved",
    "person": "By a person",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An alert and what was decided about it, in the order it was decided."""

    alert: Alert
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """`reason` and `paged` are sentences; `alerts` are the first ALERTS of `total`."""

    incident: Incident
    reason: str
    paged: str
    alerts: tuple[Told, ...]
    total: int
    pages: tuple[PageTold, ...] = ()


def of_incident(incident: Incident) -> Why:
    """Why it exists. Raises Mistake for one that no alert has to do with."""
    route = showing.route_of(incident)
    found = Alert.objects.filter(incident=incident).order_by("pk")
    total = found.count()
    if route is None and not total:
        who = incident.declared_by.name if incident.declared_by else "A machine"
        raise Mistake(f"{who} declared {incident.reference}: no alert brought it.")
    return Why(
        incident=incident,
        reason=route.reason if route else "A person declared it; alerts joined it.",
        paged=paged_for(incident),
        alerts=tuple(map(of_alert, found.select_related("service")[:ALERTS])),
        total=total,
        pages=reasons.of_pages(incident),
    )


def of_alert(alert: Alert) -> Told:
    return Told(alert, decisions(alert.decisions))


def decisions(stored: Iterable[Mapping[str, Any]]) -> tuple[Decision, ...]:
    """As they were kept, in JSON."""
    return tuple(
        Decision(
            step=str(each.get("step", "")),
            reason=str(each.get("reason", "")),
            at=_time(each.get("at")),
            data=dict(each.get("data") or {}),
        )
        for each in stored
    )


def step(decision: Decision) -> str:
    return STEPS.get(decision.step, decision.step.capitalize())


def paged_for(incident: Incident | None) -> str:
    """Who is paged, and where it is shown now, in a sentence."""
    if incident is None:
        return paged("Nobody: it is in no incident", channel="")
    route = showing.route_of(incident)
    place = showing.place(incident, route).channel if route else incident.channel
    who = reasons.sentence(incident)
    return paged(who, channel=str(place) if place else "")


def paged(who: str, *, channel: str) -> str:
    """Who is paged, and where it is shown, in two sentences."""
    where = f"It is shown in {channel}" if channel else "No channel shows it"
    return f"{who.rstrip('.')}. {where}."


def _time(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
