"""Escalation guides: who is called when, to be followed by hand and to be printed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.people.models import Team
from incidents.response import guiding


@login_required
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The teams, each with its guide."""
    return render(request, "backoffice/guides.html", {"teams": guiding.teams()})


@login_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One team's guide, as it is now."""
    team = get_object_or_404(Team, slug=slug)
    context = {
        "guide": guiding.guide(team=team, at=timezone.now()),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "backoffice/guide.html", context)
