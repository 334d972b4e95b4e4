"""Whether every service has, at every minute, somebody who can be reached.

The functions that page are asked at each moment at which something changes: the policy
that an alert would be escalated by, its walk, who is on call, and how they are reached.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from incidents.calendars.coverage import spans as modes_of
from incidents.calendars.queries import calendars
from incidents.calendars.values import Calendar, Mode
from incidents.catalog.models import Service
from incidents.contacts.models import Importance
from incidents.contacts.values import Planned
from incidents.coverage import edges
from incidents.coverage.reaching import SEVERITIES, Reach, missing
from incidents.coverage.values import Proof, Uncovered
from incidents.escalation.choosing import Starting, choose
from incidents.escalation.facts import Asked, Gathered, gather
from incidents.escalation.values import House
from incidents.oncall.loading import rotas as load_rotas
from incidents.oncall.models import Leave, Role
from incidents.oncall.values import Away, Rota
from incidents.policies import steps
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.policies.queries import default_of
from incidents.policies.values import FrozenPolicy, Target
from incidents.record.models import Incident

# By moment: which severities nobody would be reached for, and why.
Course = list[tuple[datetime, Mapping[str, str]]]


def prove(
    services: Iterable[Service], since: datetime, until: datetime, house: House
) -> list[Proof]:
    """Of each of these services, in their order, between two moments (UTC).

    A service that is not monitored then has no gap. Where its own policy reaches
    nobody, the catch-all team's counts, for it follows at once.
    """
    wanted = list(services)
    team = house.catch_all()
    last = default_of(team) if team else None
    chosen = choose(
        [Starting(Incident(service=each)) for each in wanted],
        {each.pk: each for each in wanted},
        team,
    )
    policies = {p.pk: p for c in chosen if (p := c.policy) is not None}
    if last is not None:
        policies[last.pk] = last
    courses = courses_of(policies.values(), since, until, house)
    theirs = calendars(wanted, since, until)
    found = []
    for service, choice in zip(wanted, chosen, strict=True):
        walked = [p for p in (choice.policy, last) if p is not None]
        mine = [courses[p.pk] for p in dict.fromkeys(walked)]
        calendar = theirs[service.pk]
        gaps = _gaps(mine, calendar, since, until, why=choice.why)
        found.append(
            Proof(
                service=service.pk,
                name=service.name,
                slug=service.slug,
                team=service.team_id,
                policy=choice.policy.name if choice.policy else "",
                why=choice.why,
                zone=calendar.zone,
                gaps=tuple(gaps),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What changes by itself as time passes, for all policies together."""

    rotas: Mapping[int, Rota]
    roles: Mapping[int, int]
    away: Sequence[Away]

    def moments(
        self, policy: FrozenPolicy, since: datetime, until: datetime
    ) -> list[datetime]:
        needed = [steps.needs(each) for each in policy.steps]
        used = {pk for each in needed for pk in each.schedules}
        used |= {self.roles[p] for n in needed for p in n.roles if p in self.roles}
        rotas = [self.rotas[pk] for pk in used if pk in self.rotas]
        found = [
            *edges.of_policy(policy, since, until),
            *edges.of_rotas(rotas, since, until),
            *edges.of_leave(self.away),
        ]
        return edges.within(found, since, until)

    def away_at(self, at: datetime) -> dict[int, str]:
        return {e.person: e.reason for e in self.away if e.starts_at <= at < e.ends_at}


def courses_of(
    policies: Iterable[Policy], since: datetime, until: datetime, house: House
) -> dict[int, Course]:
    """What each policy misses from which moment on, by its id."""
    frozen = {each.pk: thaw(freeze(each)) for each in policies}
    known = _known(frozen.values(), since, until)
    due = defaultdict[datetime, list[int]](list)
    for pk, policy in frozen.items():
        for at in known.moments(policy, since, until):
            due[at].append(pk)
    found: dict[int, Course] = {pk: [] for pk in frozen}
    for at in sorted(due):
        looked = look([frozen[pk] for pk in due[at]], at, known.away_at(at), house)
        for pk, lost in zip(due[at], looked, strict=True):
            found[pk].append((at, lost))
    return found


def look(
    policies: Sequence[FrozenPolicy],
    at: datetime,
    away: Mapping[int, str],
    house: House,
) -> list[dict[str, str]]:
    """What each of these policies misses at one moment."""
    every = [_asked(each, "", 0) for each in policies]
    gathered = gather(every, at, house)
    reach = Reach(_Ways(gathered), away)
    return [
        missing(
            each,
            reach,
            lambda severity, turn, policy=each: gathered.of(  # type: ignore[misc]
                _asked(policy, severity, turn)
            ),
        )
        for each in policies
    ]


@dataclass(frozen=True, slots=True)
class _Ways:
    """Of important pages: those that come while nobody watches."""

    gathered: Gathered

    def __call__(self, target: Target) -> Sequence[Planned]:
        return self.gathered.ways_to(target, Importance.IMPORTANT)


def _asked(policy: FrozenPolicy, severity: str, turn: int) -> Asked:
    return Asked(policy, 0, severity, Importance.IMPORTANT, turn)


def _known(
    policies: Collection[FrozenPolicy], since: datetime, until: datetime
) -> _Known:
    needed = [steps.needs(step) for policy in policies for step in policy.steps]
    asked = {pk for each in needed for pk in each.roles}
    rows = Role.objects.filter(pk__in=asked, schedule__isnull=False)
    roles = dict(rows.values_list("pk", "schedule"))
    used = {pk for each in needed for pk in each.schedules} | set(roles.values())
    leave = Leave.objects.filter(starts_at__lt=until, ends_at__gt=since)
    return _Known(
        rotas=load_rotas(used, since, until),
        roles={pk: schedule for pk, schedule in roles.items() if schedule},
        away=[
            Away(row.person_id, row.starts_at, row.ends_at, row.reason)
            for row in leave.order_by("starts_at", "pk")
        ],
    )


def _gaps(
    courses: Sequence[Course],
    calendar: Calendar,
    since: datetime,
    until: datetime,
    *,
    why: str,
) -> list[Uncovered]:
    """Where all of these policies reach nobody, while the service is monitored.

    What follows without a break for the same severities is one gap, with the reason
    that it begins for.
    """
    watched = modes_of(calendar, since, until)
    moments = [at for course in courses for at, _ in course]
    moments = edges.within([*moments, *(e.starts for e in watched)], since, until)
    found: list[Uncovered] = []
    for at, ends in zip(moments, [*moments[1:], until], strict=True):
        mode = next(e.mode for e in watched if e.starts <= at < e.ends)
        lost = {} if mode == Mode.DO_NOT_MONITOR else _lost(courses, at, why)
        if not lost:
            continue
        severities = () if len(lost) == len(SEVERITIES) else tuple(lost)
        last = found[-1] if found else None
        if last and (last.ends, last.severities) == (at, severities):
            found[-1] = Uncovered(last.starts, ends, last.why, severities)
        else:
            said = next(iter(lost.values()))
            found.append(Uncovered(at, ends, said, severities))
    return found


def _lost(courses: Sequence[Course], at: datetime, why: str) -> dict[str, str]:
    """The severities that no policy reaches anybody for; why, as the first one says."""
    if not courses:
        return dict.fromkeys(SEVERITIES, why)
    misses = [_at(course, at) for course in courses]
    common = set(misses[0]).intersection(*misses[1:])
    return {each: misses[0][each] for each in SEVERITIES if each in common}


def _at(course: Course, at: datetime) -> Mapping[str, str]:
    return course[bisect_right(course, at, key=itemgetter(0)) - 1][1]
