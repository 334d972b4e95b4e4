"""Who is looking, and on which clock."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.people.models import Person
from incidents.people.zones import zone_of


def viewer(request: HttpRequest) -> Person:
    """The person logged in; for views that ask for a log-in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("Log in first.")
    return request.user


def zone_middleware(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show times on the viewer's clock; UTC to who is not logged in."""

    def zoned(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            return answer(request)
        with timezone.override(zone_of(request.user)):
            return answer(request)

    return zoned
