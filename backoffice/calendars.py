"""Shifts as an iCalendar file, for calendars that know its secret address.

What is cancelled is simply not in it any more: a calendar shows a feed as it is now.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from incidents.oncall import feeds
from incidents.oncall.feeds import Feed
from incidents.oncall.values import Shift, position_name

REFRESH = timedelta(hours=1)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """No log-in: the token is the secret. Raises Http404 for one that nobody has."""
    now = timezone.now()
    found = feeds.feed(token, now=now)
    if found is None:
        raise Http404("There is no such calendar; its address may have been renewed.")
    answer = HttpResponse(
        written(found, now=now), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'inline; filename="on-call.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def written(feed: Feed, *, now: datetime) -> bytes:
    """The file, in UTC. RFC 5545; X-WR-CALNAME and REFRESH-INTERVAL (RFC 7986) name
    the calendar and say how often to ask again.
    """
    made = Calendar()
    made.add("prodid", "-//Muster//On call//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", feed.name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for shift in feed.shifts:
        made.add_component(_event(shift, feed, now))
    return bytes(made.to_ical())


def _event(shift: Shift, feed: Feed, now: datetime) -> Event:
    where = f"{shift.name} ({position_name(shift.position)})"
    name = feed.names.get(shift.person, "")
    event = Event()
    event.add("uid", _uid(shift))
    event.add("dtstamp", now)
    event.add("dtstart", shift.starts)
    event.add("dtend", shift.ends)
    event.add("summary", f"On call: {where}" if feed.of_person else f"{name}: {where}")
    event.add("description", f"{name} is on call: {shift.reason}")
    event.add("url", f"{settings.PUBLIC_URL}/oncall/")
    event.add("transp", "TRANSPARENT")
    return event


def _uid(shift: Shift) -> str:
    """The same whenever the shift is told of, as long as it begins then."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    starts = f"{shift.starts:%Y%m%dT%H%M%SZ}"
    return f"{shift.schedule}-{shift.position}-{shift.person}-{starts}@{host}"
