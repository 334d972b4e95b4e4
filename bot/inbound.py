"""Where Slack posts to: /slack/events. Bolt checks the signature of every request."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from slack_bolt.adapter.django import SlackRequestHandler

from bot.app import live_app


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Commands, interactivity and events."""
    if not settings.SLACK_SIGNING_SECRET:
        reason = "SLACK_SIGNING_SECRET is not set, so nothing from Slack is taken."
        return JsonResponse({"error": reason}, status=503)
    try:
        request.body.decode("utf-8")
    except UnicodeDecodeError:
        return JsonResponse({"error": "The body is not UTF-8."}, status=400)
    return _handler().handle(request)


def prepare() -> None:
    """Build the app before the first request, which has 3 s to be answered."""
    if settings.SLACK_SIGNING_SECRET:
        _handler()


@cache
def _handler() -> SlackRequestHandler:
    return SlackRequestHandler(live_app())
