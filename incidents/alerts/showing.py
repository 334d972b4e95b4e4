"""What there is to show about an alert-born incident, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q

from incidents import rows
from incidents.alerts.models import (
    Alert,
    AlertSettings,
    IncidentRoute,
    IncidentTag,
    TeamRoute,
)
from incidents.channels import queries as channels
from incidents.channels.models import TAG_ANNOUNCEMENTS, Conversation
from incidents.escalation import queries as escalation
from incidents.escalation.queries import NOBODY, Paging
from incidents.outbox import queries as outbox
from incidents.people.models import Membership
from incidents.prepared import Prepared
from incidents.record import effects
from incidents.record.models import Entry, Incident

SHOWN = 8
# What is still a problem: held and suppressed alerts page nobody.
FIRING = (Alert.Status.FIRING, Alert.Status.ACKNOWLEDGED)
_ENDS = (Entry.Kind.RESOLVED, Entry.Kind.DECLINED)


@dataclass(frozen=True, slots=True)
class Shown:
    """The alerts of one incident. `alerts` are the worst that fire, at most SHOWN;
    `counts` says how many there are of each status, `signals` how often they
    triggered, `reason` why the incident is where it is, `ended_by` which person ended
    it, if one did. Times are UTC.
    """

    team: str = ""
    reason: str = ""
    silenced_until: datetime | None = None
    alerts: tuple[Alert, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    signals: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    tags: tuple[str, ...] = ()
    ended_by: str = ""
    paging: Paging = NOBODY

    @property
    def firing(self) -> int:
        return sum(self.counts.get(status, 0) for status in FIRING)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Place:
    """The channel that shows it, or None; `note` says why it is not the one that it
    was given.
    """

    channel: Conversation | None
    note: str = ""


def route_of(incident: Incident) -> IncidentRoute | None:
    """Where it is shown and why; None for one that no alert brought."""
    found = rows.one(IncidentRoute, "WHERE incident_id = %s", [incident.pk])
    if found is not None:
        rows.join([found], "team", "channel")
    return found


def responsible(incident: Incident) -> list[int]:
    """Who can see to it that it is shown, when nobody declared it and nobody leads it:
    the people of its team, then of the catch-all; of a private one, who is in it.
    """
    if incident.is_private:
        inside = incident.participants.filter(left_at=None, person__is_active=True)
        return list(inside.order_by("pk").values_list("person", flat=True))
    route = route_of(incident)
    every = TeamRoute.objects.filter(is_catch_all=True).values_list("team", flat=True)
    teams = [route.team_id if route else None, *every]
    members = Membership.objects.filter(person__is_active=True, team__in=teams)
    found = list(members.order_by("pk").values_list("team", "person"))
    return [person for each in teams for team, person in found if team == each]


def has_any(incident: Incident) -> bool:
    """Whether there is anything to show; most incidents were declared by a person."""
    return rows.is_so(_ANY, {"incident": incident.pk})


_ANY = Prepared("""
SELECT EXISTS (SELECT FROM incidents_alert WHERE incident_id = %(incident)s)
    OR EXISTS (SELECT FROM incidents_incidentroute WHERE incident_id = %(incident)s)
    OR EXISTS (SELECT FROM incidents_incidenttag WHERE incident_id = %(incident)s)
""")


def shown(
    incident: Incident, *, most: int = SHOWN, route: IncidentRoute | None = None
) -> Shown:
    """What there is to show; its `route` is asked for if it is not given."""
    route = route or route_of(incident)
    states: dict[str, int] = {}
    signals, first_at, last_at = 0, None, None
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [incident.pk])
        for status, alerts, sent, first, last in cursor.fetchall():
            states[status] = alerts
            signals += sent
            first_at = min(filter(None, (first_at, first)))
            last_at = max(filter(None, (last_at, last)))
    return Shown(
        team=route.team.name if route and route.team else "",
        reason=route.reason if route else "",
        silenced_until=route.silenced_until if route else None,
        alerts=_worst(incident, most) if states else (),
        counts=states,
        signals=signals,
        first_at=first_at,
        last_at=last_at,
        tags=tags(incident),
        ended_by="" if incident.is_open else _ended_by(incident),
        paging=escalation.paging(incident),
    )


_COUNTED = Prepared("""
SELECT status, count(*), sum(count), min(first_at), max(last_at)
FROM incidents_alert WHERE incident_id = %s GROUP BY status
""")
# "firing" comes after "acknowledged" in the alphabet.
_WORST = """
WHERE incident_id = %s AND status = ANY(%s)
ORDER BY status DESC, coalesce(nullif(severity, ''), 'SEV9'), first_at DESC LIMIT %s
"""


def _worst(incident: Incident, most: int) -> tuple[Alert, ...]:
    """Those that fire: what nobody took first, then the worst, then the newest."""
    found = rows.every(
        Alert, _WORST, [incident.pk, [each.value for each in FIRING], most]
    )
    rows.join(found, "service")
    return tuple(found)


def _ended_by(incident: Incident) -> str:
    ending = incident.entries.filter(kind__in=_ENDS).select_related("by")
    last = ending.order_by("-at", "-pk").first()
    return last.by.name if last and last.by else ""


def tags(incident: Incident) -> tuple[str, ...]:
    of_it = "WHERE incident_id = %s ORDER BY text"
    found = rows.every(IncidentTag, of_it, [incident.pk])
    return tuple(each.text for each in found)


def place(incident: Incident, route: IncidentRoute) -> Place:
    """Where its one message stands, or will."""
    return next(places(incident, route), Place(None))


def places(incident: Incident, route: IncidentRoute) -> Iterator[Place]:
    """Where its one message may stand: where it does, then the best first.

    A private incident is shown in no public channel, and nowhere once a person made
    it private: who is in the team's channel is not who may know of it. A channel that
    is gone makes way for the service's, the team's, the catch-all's and at last that
    of announcements.
    """
    if incident.is_private and _made_private(incident):
        return
    given = route.channel
    posted = outbox.posting(effects.key(effects.ALERTS, incident))
    takes = given is not None and _takes(given, incident)
    stands = posted.channel if posted else ""
    first = takes and (not stands or (given and given.slack_id == stands))
    if first:
        yield Place(given)
    found = [Place(given)] if takes and not first else []
    gone = f"#{given.name} cannot show it" if given else "No channel was given"
    seen = {given.pk} if given else set()
    for channel, why in _others(incident, route):
        if channel is None or channel.pk in seen or not _takes(channel, incident):
            continue
        seen.add(channel.pk)
        found.append(Place(channel, f"{gone}: shown in the channel of {why}"))
    yield from sorted(found, key=lambda each: _slack_id(each) != stands)


def _slack_id(place: Place) -> str:
    return place.channel.slack_id if place.channel else ""


def _takes(channel: Conversation, incident: Incident) -> bool:
    return not channel.is_archived and (channel.is_private or not incident.is_private)


def _others(
    incident: Incident, route: IncidentRoute
) -> list[tuple[Conversation | None, str]]:
    settings = AlertSettings.objects.filter(service=incident.service_id)
    teams = TeamRoute.objects.select_related("channel", "team")
    found: list[tuple[Conversation | None, str]] = [
        (each.channel, "its service") for each in settings.select_related("channel")
    ]
    of_team = teams.filter(Q(team=route.team_id) | Q(is_catch_all=True))
    for each in of_team.order_by("is_catch_all"):
        mark = ", the catch-all" if each.is_catch_all else ""
        found.append((each.channel, f"{each.team.name}{mark}"))
    if not incident.is_private:
        announced = channels.tagged(TAG_ANNOUNCEMENTS)
        found += [(each, "announcements") for each in announced[:1]]
    return found


def _made_private(incident: Incident) -> bool:
    """By a person, and not by the rule that it was born of."""
    return incident.entries.filter(kind=Entry.Kind.PRIVACY).exists()
