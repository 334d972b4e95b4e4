"""Brightwater's rotas: a primary and a secondary for each team, day and night."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from backoffice.seeding.calendars import PLACES
from backoffice.seeding.company import TEAMS, TeamPlan, person
from incidents.oncall import leaving, services
from incidents.oncall.models import Layer, Leave, Role, Schedule
from incidents.oncall.values import PRIMARY, SECONDARY, Hours
from incidents.people.models import Person, Team

HAND_OVER = time(9)
EVERY_DAY = frozenset(range(7))
NIGHTS = (Hours(EVERY_DAY, time(18), time(9)),)
WEEKS_AGO = timedelta(weeks=4)
# Platform runs what everybody stands on: its nights change hands each day.
FOLLOWS_THE_CLOCK = "platform"


@transaction.atomic
def make(*, now: datetime) -> None:
    """Make what is not there yet; what was changed since stays changed.

    Raises SlackLacks when somebody is missing.
    """
    for plan in TEAMS:
        team = Team.objects.filter(name=plan.name).first()
        if team is not None and not Schedule.objects.filter(team=team).exists():
            schedule = _schedule(team, plan, now)
            _roles(team, schedule)
    if not Leave.objects.exists():
        _leave(now)


def _schedule(team: Team, plan: TeamPlan, now: datetime) -> Schedule:
    zone = PLACES.get(team.slug, ("Europe/London",))[0]
    people = [person(name) for name in plan.people]
    schedule = services.create_schedule(
        name=f"{plan.name} on call",
        team=team,
        timezone=zone,
        description="Hands over on Mondays at 09:00, there",
        by=None,
        now=now,
    )
    starts = _monday(now, ZoneInfo(zone)) - WEEKS_AGO
    following = [*people[1:], people[0]]
    layers: list[tuple[dict[str, Any], list[Person], tuple[Hours, ...]]] = [
        ({"name": "Primary", "position": PRIMARY}, people, ()),
        ({"name": "Secondary", "position": SECONDARY}, following, ()),
    ]
    if team.slug == FOLLOWS_THE_CLOCK:
        nights = {"name": "Nights", "rank": 60, "rotation": Layer.Rotation.DAILY}
        layers.append((nights, [*people[2:], *people[:2]], NIGHTS))
    for fields, turns, hours in layers:
        layer = Layer(schedule=schedule, starts_at=starts, **fields)
        services.save_layer(layer=layer, people=turns, hours=hours, by=None, now=now)
    return schedule


def _roles(team: Team, schedule: Schedule) -> None:
    for name, position in (
        ("On-call primary", PRIMARY),
        ("On-call secondary", SECONDARY),
    ):
        Role.objects.get_or_create(
            team=team, name=name, defaults={"schedule": schedule, "position": position}
        )


def _leave(now: datetime) -> None:
    """Chloe is on holiday the week after next, so that somebody has to cover."""
    monday = _monday(now, ZoneInfo(PLACES["payments"][0])) + timedelta(weeks=2)
    leaving.add_leave(
        person=person("chloe"),
        starts_at=monday,
        ends_at=monday + timedelta(weeks=1),
        reason="Holiday",
        by=None,
        now=now,
    )


def _monday(now: datetime, zone: ZoneInfo) -> datetime:
    """This week's Monday at the hand-over, by the clock there."""
    here = now.astimezone(zone)
    monday = here.date() - timedelta(days=here.weekday())
    return datetime.combine(monday, HAND_OVER, tzinfo=zone)
