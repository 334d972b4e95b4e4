"""The page for what is not there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the reason where a view gave one."""
    first = exception.args[0] if exception.args else ""
    reason = first if isinstance(first, str) and first else "There is no such page."
    return render(request, "404.html", {"reason": reason}, status=404)
