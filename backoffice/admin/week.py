"""Who handles what when: a week of a team or a service, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from incidents.calendars.coverage import covered
from incidents.calendars.queries import calendars, team_calendar
from incidents.calendars.values import Calendar, Mode, Span
from incidents.calendars.week import Day, reach, week
from incidents.catalog.models import Service
from incidents.people.models import Team

TEMPLATE = "backoffice/calendar_week.html"
WORDS = {
    Mode.HANDS_ON: "Hands-on: somebody watches",
    Mode.AUTOMATED: "Automated: Muster escalates at once",
    Mode.DO_NOT_MONITOR: "Do not monitor: recorded, nobody is paged",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as it is drawn: where it begins in its day, and how long, in %."""

    left: str
    width: str
    hours: str
    mode: str
    label: str
    reason: str
    is_wide: bool


def answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page. Raises Http404 for a team, a service or a week that is none."""
    monday = _monday(request)
    about = _about(request)
    page: dict[str, Any] = {
        "title": "Who handles what when",
        "teams": Team.objects.all(),
        "services": Service.objects.select_related("team"),
        "chosen": about,
        "legend": [(mode.value, words) for mode, words in WORDS.items()],
    }
    if about is not None:
        page |= _page(about, monday)
    return render(request, TEMPLATE, context | page)


def _page(about: Team | Service, monday: date) -> dict[str, Any]:
    now = timezone.now()
    calendar = _calendar(about, monday)
    kind = "service" if isinstance(about, Service) else "team"
    days = list(week(calendar, monday))

    def to(other: date) -> str:
        return "?" + urlencode({kind: about.slug, "week": other.isoformat()})

    seven = timedelta(days=7)
    return {
        "zone": calendar.zone.key,
        "days": [_day(each, calendar, now) for each in days],
        "before": to(monday - seven),
        "after": to(monday + seven),
        "this": to(now.astimezone(calendar.zone).date()),
        "now": covered(_calendar(about, now.date()), now),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
    }


def _calendar(about: Team | Service, monday: date) -> Calendar:
    since, until = reach(monday)
    if isinstance(about, Team):
        return team_calendar(about, since, until)
    return calendars([about], since, until)[about.pk]


def _day(day: Day, calendar: Calendar, now: datetime) -> dict[str, Any]:
    length = day.ends - day.starts
    is_today = day.starts <= now < day.ends
    return {
        "date": day.day,
        "off": day.off,
        "is_today": is_today,
        "now": f"{(now - day.starts) / length:.2%}" if is_today else "",
        "bars": [_bar(span, day, calendar) for span in day.spans],
    }


def _bar(span: Span, day: Day, calendar: Calendar) -> Bar:
    length = day.ends - day.starts
    begin, end = (e.astimezone(calendar.zone) for e in (span.starts, span.ends))
    ends = "24:00" if span.ends == day.ends else f"{end:%H:%M}"
    return Bar(
        left=f"{(span.starts - day.starts) / length:.2%}",
        width=f"{(span.ends - span.starts) / length:.2%}",
        hours=f"{begin:%H:%M}-{ends}",
        mode=span.mode.value,
        label=span.mode.label,
        reason=span.reason,
        is_wide=(span.ends - span.starts) / length > 0.12,
    )


def _about(request: HttpRequest) -> Team | Service | None:
    service, team = request.GET.get("service"), request.GET.get("team")
    found: Team | Service | None
    if service:
        found = Service.objects.select_related("team").filter(slug=service).first()
    elif team:
        found = Team.objects.filter(slug=team).first()
    else:
        return Team.objects.exclude(services=None).first() or Team.objects.first()
    if found is None:
        raise Http404("There is no such team or service.")
    return found


def _monday(request: HttpRequest) -> date:
    """The Monday of the asked week, or of this one."""
    typed = request.GET.get("week", "")
    try:
        day = date.fromisoformat(typed) if typed else timezone.now().date()
    except ValueError:
        raise Http404("There is no such week.") from None
    if not 1970 <= day.year <= 2200:
        raise Http404("There is no such week.")
    return day - timedelta(days=day.weekday())
