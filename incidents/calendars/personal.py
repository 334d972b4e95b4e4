"""A person's public holidays, as leave: they are passed over on these days."""

from datetime import datetime, time, timedelta

from django.db import transaction

from incidents.calendars.public import public_holidays
from incidents.calendars.services import check_place
from incidents.oncall import leaving
from incidents.oncall.models import Leave
from incidents.people.hours import days, window
from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.values import Mistake

AHEAD = timedelta(days=365)


@transaction.atomic
def take_public_holidays(
    *,
    person: Person,
    country: str,
    subdivision: str = "",
    by: Person | None,
    now: datetime,
) -> list[Leave]:
    """This person is away on each public holiday of the next year there, from midnight
    to midnight by their own clock; on days that lie within a leave of theirs already
    nothing is added. Raises Mistake.
    """
    check_place(timezone=person.timezone, country=country, subdivision=subdivision)
    if not country:
        raise Mistake("Choose the country.", field="country")
    zone = zone_of(person)
    named = {
        day: name
        for year in range(now.year, (now + AHEAD).year + 1)
        for day, name in public_holidays(country, subdivision, year).items()
    }
    made = []
    for day in days(now, now + AHEAD, zone):
        whole = window(day, time(), time(), zone, next_day=True)
        if day not in named or whole is None or whole[1] <= now:
            continue
        known = Leave.objects.filter(
            person=person, starts_at__lte=whole[0], ends_at__gte=whole[1]
        )
        if not known.exists():
            made.append(
                leaving.add_leave(
                    person=person,
                    starts_at=whole[0],
                    ends_at=whole[1],
                    reason=f"Public holiday: {named[day]}",
                    by=by,
                    now=now,
                )
            )
    return made
