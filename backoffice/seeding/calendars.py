"""When Brightwater's teams work, what is different this week, and routing rules."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from incidents.alerts.models import RoutingRule
from incidents.calendars import services as calendars
from incidents.calendars.models import (
    CalendarEvent,
    Holiday,
    TeamCalendar,
    WorkingHours,
)
from incidents.calendars.values import Stretch
from incidents.catalog.models import Service
from incidents.people.models import Team

PLACES = {
    "payments": ("Europe/London", "GB", "ENG"),
    "platform": ("Europe/Berlin", "DE", "BE"),
    "storefront": ("Europe/London", "GB", "SCT"),
}
# The shop is watched on Saturdays too.
SHOP_HOURS = [
    *(Stretch(day, time(8), time(18)) for day in range(5)),
    Stretch(5, time(10), time(16)),
]
RULES: tuple[tuple[dict[str, Any], tuple[tuple[str, str, str], ...]], ...] = (
    (
        {"name": "Staging pages nobody", "severity": "SEV4", "tags": ["staging"]},
        (("labels.env", "in", "staging, test"),),
    ),
    (
        {"name": "Nightly batch", "hold_back_seconds": 900, "tags": ["batch"]},
        (("labels.job", "matches", "^nightly-"), ("time", "is", "22:00-06:00")),
    ),
    (
        {"name": "Certificates", "tags": ["certificates"], "falls_through": True},
        (("title", "matches", "(?i)certificate .*expires"),),
    ),
)


@transaction.atomic
def make(*, now: datetime) -> None:
    """Make what is not there yet; what was changed since stays changed."""
    for slug, place in PLACES.items():
        _place(slug, *place, now=now)
    storefront = Team.objects.filter(slug="storefront").first()
    if storefront and not WorkingHours.objects.filter(team=storefront).exists():
        calendars.set_hours(team=storefront, hours=SHOP_HOURS, by=None, now=now)
    if not Holiday.objects.exists():
        day = date(now.year + 1, 2, 12)
        calendars.add_holiday(day=day, name="Founders' Day", by=None, now=now)
    if not CalendarEvent.objects.exists():
        _events(now)
    if not RoutingRule.objects.exists():
        _rules()


def _place(
    slug: str, timezone: str, country: str, subdivision: str, *, now: datetime
) -> None:
    team = Team.objects.filter(slug=slug).first()
    if team is not None and not TeamCalendar.objects.filter(team=team).exists():
        calendars.set_calendar(
            team=team,
            timezone=timezone,
            country=country,
            subdivision=subdivision,
            by=None,
            now=now,
        )


def _events(now: datetime) -> None:
    """Payments leaves early for a week; next Sunday, Search is rebuilt."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), tzinfo=UTC)
    payments = Team.objects.filter(slug="payments").first()
    if payments is not None:
        calendars.add_event(
            team=payments,
            kind=CalendarEvent.Kind.AUTOMATE,
            name="Leaving early",
            starts_at=today,
            ends_at=today + timedelta(days=7),
            daily_from=time(16),
            daily_until=time(18),
            by=None,
            now=now,
        )
    search = Service.objects.filter(slug="search").first()
    if search is not None:
        sunday = today + timedelta(days=7 + (6 - today.weekday()) % 7)
        calendars.add_event(
            service=search,
            kind=CalendarEvent.Kind.DO_NOT_MONITOR,
            name="Index is rebuilt",
            starts_at=sunday + timedelta(hours=4),
            ends_at=sunday + timedelta(hours=8),
            by=None,
            now=now,
        )


def _rules() -> None:
    for number, (fields, conditions) in enumerate(RULES, start=1):
        rule = RoutingRule.objects.create(rank=number * 10, **fields)
        for field, operator, value in conditions:
            rule.conditions.create(field=field, operator=operator, value=value)
