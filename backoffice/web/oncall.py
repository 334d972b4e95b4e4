"""Who is on call: now, next, and through a week of each schedule."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from backoffice import secret
from backoffice.viewer import viewer
from backoffice.web.live import live_page
from backoffice.web.oncall_week import WEEK, days, weeks
from incidents.oncall import feeds, showing
from incidents.oncall.models import Schedule
from incidents.oncall.queries import shifts

COMING = timedelta(days=60)


@login_required
@require_safe
def on_call(request: HttpRequest) -> HttpResponse:
    """All schedules, or one team's (`?team=slug`), for the week of `?week=date`."""
    now = timezone.now()
    monday = _monday(request, now)
    schedules = showing.every()
    chosen = request.GET.get("team", "")
    teams = sorted({each.team for each in schedules}, key=lambda team: team.name)
    if chosen:
        schedules = [each for each in schedules if each.team.slug == chosen]
    drawn = weeks([each.pk for each in schedules], monday, now)
    person = viewer(request)
    context: dict[str, Any] = {
        "now": now,
        "found": [
            (each, drawn.get(each.schedule.pk, ()), secret.hidden_shifts(each.schedule))
            for each in showing.shown(schedules, now)
        ],
        "days": days(monday, now),
        "monday": monday,
        "sunday": monday + WEEK - timedelta(hours=12),
        "before": (monday - timedelta(days=6)).date().isoformat(),
        "after": (monday + timedelta(days=8)).date().isoformat(),
        "teams": teams,
        "chosen": chosen,
        "mine": shifts([person.pk], now, now + COMING)[:5],
        "own": secret.hidden_shifts(None),
        "may_add": person.is_staff and person.has_perm("incidents.add_schedule"),
    }
    return live_page(
        request, "backoffice/oncall.html", "backoffice/_oncall.html", context
    )


@login_required
@require_POST
def reveal_own(request: HttpRequest) -> HttpResponse:
    """The address of the viewer's own calendar, as JSON."""
    token = feeds.person_token(person=viewer(request))
    return _told(token)


@login_required
@require_POST
def reveal(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """The address of a schedule's calendar, as JSON; it is noted who asked."""
    schedule = get_object_or_404(Schedule, pk=schedule_id)
    return _told(secret.reveal_shifts(schedule=schedule, by=viewer(request)))


@login_required
@require_POST
def renew_own(request: HttpRequest) -> HttpResponse:
    """Another address for the viewer's own calendar."""
    feeds.person_token(person=viewer(request), anew=True)
    messages.success(
        request, "Your calendar has another address; the old one shows nothing now."
    )
    return redirect("web:oncall")


@login_required
@require_POST
def renew(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Another address for a schedule's calendar; for admins."""
    person = viewer(request)
    if not person.has_perm("incidents.change_schedule"):
        raise PermissionDenied("Only admins give a schedule's calendar a new address.")
    schedule = get_object_or_404(Schedule, pk=schedule_id)
    secret.renew_shifts(schedule=schedule, by=person)
    messages.success(
        request,
        f"The calendar of {schedule} has another address; the old one shows nothing "
        "now.",
    )
    return redirect("web:oncall")


def _told(token: str) -> HttpResponse:
    answer = JsonResponse({"key": secret.calendar_address(token)})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _monday(request: HttpRequest, now: datetime) -> datetime:
    """Midnight of the Monday of the asked week, by the viewer's clock; this week's for
    what is no date.
    """
    here = timezone.localtime(now)
    try:
        day = parse_date(request.GET.get("week", "")) or here.date()
    except ValueError:
        day = here.date()
    if not 1970 < day.year < 2200:
        day = here.date()
    day -= timedelta(days=day.weekday())
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
