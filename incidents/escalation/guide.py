"""A team's escalation guide: who is called when, for those who follow it by hand.

Made of the very functions that page, so that it says what Muster does. It names no
number and no address.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from incidents.calendars.coverage import covered
from incidents.calendars.queries import team_calendar
from incidents.calendars.values import Calendar, Coverage, Event, Mode
from incidents.catalog.models import Service
from incidents.contacts.models import ContactMethod, Way
from incidents.contacts.values import Planned
from incidents.escalation.facts import Asked, Gathered, gather
from incidents.escalation.modes import delay, importance_of
from incidents.escalation.telling import minutes
from incidents.escalation.telling import others as others_of
from incidents.escalation.values import House
from incidents.escalation.walk import decide
from incidents.oncall import roles
from incidents.oncall.models import Role
from incidents.oncall.values import Filled
from incidents.people.models import Team
from incidents.policies import queries as policies
from incidents.policies import steps
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.policies.steps import Names
from incidents.policies.steps.wait import KIND as WAIT
from incidents.policies.values import Facts, FrozenPolicy, FrozenStep, Target

AHEAD = timedelta(days=14)
AT_ONCE = "at once"
MODES = (Mode.HANDS_ON, Mode.AUTOMATED)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody whom a level pages now, why just them, and how in each mode."""

    name: str
    why: str
    hands_on: str
    automated: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A level. `asks` is what it says, `only` when it counts; `called` are those who
    are meant now, and `missing` says why nobody is. `wait` is before the next level,
    or `at once`; `does` is what reaches no person.
    """

    number: int
    asks: tuple[str, ...]
    only: tuple[str, ...]
    called: tuple[Called, ...]
    missing: tuple[str, ...]
    wait: str
    before_next: timedelta = timedelta()
    does: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy of the team, and which of its services name it."""

    name: str
    description: str
    is_default: bool
    repeats: int
    services: tuple[str, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """A role: who fills it by rule, and who that is now, if anybody."""

    name: str
    by: str
    now: str


@dataclass(frozen=True, slots=True)
class Guide:
    """As it is `at` (UTC). `hours` are lines such as `Mon-Thu 09:00-18:00`; `days_off`
    and `events` are those of the next 14 days. `last` is what follows the policies.
    """

    team: Team
    at: datetime
    zone: str
    coverage: Coverage
    hours: tuple[str, ...]
    days_off: tuple[tuple[date, str], ...]
    events: tuple[Event, ...]
    roles: tuple[Filling, ...]
    plans: tuple[Plan, ...]
    last: str


def guide(*, team: Team, at: datetime, house: House) -> Guide:
    """The guide of this team, in about thirty queries."""
    calendar = team_calendar(team, at, at + AHEAD)
    return Guide(
        team=team,
        at=at,
        zone=calendar.zone.key,
        coverage=covered(calendar, at),
        hours=tuple(_hours(calendar)),
        days_off=tuple(_days_off(calendar, at)),
        events=tuple(each for each in calendar.events if each.ends_at > at),
        roles=_roles(team, at),
        plans=_plans(team, at, house),
        last=_last(team, house),
    )


def _hours(calendar: Calendar) -> list[str]:
    """Days of the same hours together: `Mon, Tue 09:00-18:00`."""
    by_day: dict[int, list[str]] = defaultdict(list)
    for each in sorted(calendar.hours, key=lambda one: (one.weekday, one.starts)):
        ends = "24:00" if not (each.ends.hour or each.ends.minute) else ""
        text = f"{each.starts:%H:%M}-{ends or format(each.ends, '%H:%M')}"
        by_day[each.weekday].append(text)
    by_hours: dict[str, list[str]] = defaultdict(list)
    for day, texts in by_day.items():
        by_hours[" and ".join(texts)].append(DAYS[day])
    return [f"{', '.join(days)} {hours}" for hours, days in by_hours.items()]


def _days_off(calendar: Calendar, at: datetime) -> list[tuple[date, str]]:
    today = at.astimezone(calendar.zone).date()
    last = today + AHEAD
    found = calendar.days_off.items()
    return sorted((day, name) for day, name in found if today <= day <= last)


def _roles(team: Team, at: datetime) -> tuple[Filling, ...]:
    rows = Role.objects.filter(team=team).select_related(
        "person", "contact", "schedule"
    )
    found = list(rows.order_by("name"))
    now: Mapping[int, Filled] = roles.fill([each.pk for each in found], at)
    return tuple(
        Filling(
            each.name,
            roles.words_of(each),
            now[each.pk].name if each.pk in now else "",
        )
        for each in found
    )


def _plans(team: Team, at: datetime, house: House) -> tuple[Plan, ...]:
    """Its own policies and those that its services name, the default first."""
    named: dict[int, list[str]] = defaultdict(list)
    for service in Service.objects.filter(team=team).order_by("name"):
        if service.policy_id is not None:
            named[service.policy_id].append(service.name)
    rows = Policy.objects.filter(team=team) | Policy.objects.filter(pk__in=named)
    found = list(rows.prefetch_related("steps").order_by("-is_default", "name"))
    turns = dict(
        Policy.objects.filter(pk__in=[each.pk for each in found])
        .annotate(walked=Count("runs"))
        .values_list("pk", "walked")
    )
    frozen = {each.pk: thaw(freeze(each)) for each in found}
    known = Known(frozen, turns, at, house)
    return tuple(
        Plan(
            name=each.name,
            description=each.description,
            is_default=each.is_default and each.team_id == team.pk,
            repeats=each.repeats,
            services=tuple(named[each.pk]),
            stages=known.stages(each.pk),
        )
        for each in found
    )


class Known:
    """What several policies come to at one moment, by any key."""

    def __init__(
        self,
        frozen: Mapping[int, FrozenPolicy],
        turns: Mapping[int, int],
        at: datetime,
        house: House,
    ) -> None:
        self.frozen = frozen
        self.asked = {
            (pk, mode): Asked(policy, 0, "", importance_of(mode), turns.get(pk, 0))
            for pk, policy in frozen.items()
            for mode in MODES
        }
        self.gathered: Gathered = gather(self.asked.values(), at, house)
        self.names: Names = policies.names_of(frozen.values())
        self.labels = self._labels()

    def _labels(self) -> Mapping[int, str]:
        """What phones are called; a redirect number is not told from others."""
        ways = [
            planned.method
            for by in self.gathered.ways.values()
            for plans in by.values()
            for planned in plans
            if planned.method is not None
        ]
        rows = ContactMethod.objects.filter(
            pk__in=set(ways), kind=ContactMethod.Kind.PHONE
        )
        return dict(rows.exclude(label="").values_list("pk", "label"))

    def stages(self, policy: int) -> tuple[Stage, ...]:
        facts = self.gathered.of(self.asked[policy, Mode.AUTOMATED])
        levels = self.frozen[policy].levels
        last = len(levels) - 1
        return tuple(
            self._stage(policy, place, level, facts, is_last=place == last)
            for place, level in enumerate(levels)
        )

    def _stage(
        self,
        policy: int,
        place: int,
        level: Sequence[FrozenStep],
        facts: Facts,
        *,
        is_last: bool,
    ) -> Stage:
        gates = [each for each in level if _is_gate(each)]
        others = [each for each in level if not _is_gate(each)]
        decided, wait = (
            decide(others, facts, self._reached(policy), place, 0)
            if others
            else (None, None)
        )
        targets = decided.targets if decided else ()
        missing = decided.reasons if decided and not targets and decided.gap else ()
        until = "" if wait is None or is_last else (minutes(wait) if wait else AT_ONCE)
        return Stage(
            number=level[0].level,
            asks=tuple(
                policies.describe(each, self.names)
                for each in others
                if each.kind != WAIT.name
            ),
            only=tuple(policies.describe(each, self.names) for each in gates),
            called=tuple(self._called(policy, each) for each in targets),
            missing=missing,
            wait=until,
            before_next=wait or timedelta(),
            does=tuple(others_of(decided)) if decided else (),
        )

    def _reached(self, policy: int) -> "_Reached":
        return _Reached(self.gathered, self.asked[policy, Mode.AUTOMATED])

    def _called(self, policy: int, target: Target) -> Called:
        hands_on, automated = (
            self._ways(
                self.gathered.ways_to(target, self.asked[policy, mode].importance),
                mode,
            )
            for mode in MODES
        )
        return Called(target.name, target.why, hands_on, automated)

    def _ways(self, ways: Sequence[Planned], mode: Mode) -> str:
        """`At once Slack message, E-mail; after 5 min Phone call (mobile)`."""
        by: dict[timedelta, list[str]] = defaultdict(list)
        for planned in ways:
            label = self.labels.get(planned.method or 0, "")
            word = Way(planned.way).label + (f" ({label})" if label else "")
            by[delay(planned, mode)].append(word)
        parts = [
            f"{f'after {minutes(after)}' if after else 'at once'} {', '.join(words)}"
            for after, words in sorted(by.items())
        ]
        text = "; ".join(parts)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class _Reached:
    """Whether there is any way to somebody."""

    gathered: Gathered
    asked: Asked

    def __call__(self, target: Target) -> bool:
        return bool(self.gathered.ways_to(target, self.asked.importance))


def _is_gate(step: FrozenStep) -> bool:
    kind = steps.kinds().get(step.kind)
    return kind is not None and kind.gate


def _last(team: Team, house: House) -> str:
    """What follows when nobody of a policy acknowledged."""
    catch_all = house.catch_all()
    policy = policies.default_of(catch_all) if catch_all else None
    if policy is None:
        return (
            "Then nobody is left: the incident's timeline says so. Page somebody by "
            "name"
        )
    if policy.team_id == team.pk:
        return f"“{policy.name}” is also what takes over for every other team"
    return f"Then “{policy.name}”, the catch-all's policy, takes over, once"
