"""Where Slack posts to: /slack/events.

The signature is checked before anything is read of the body, and by Bolt once more.
"""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from slack_bolt.adapter.django import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

from bot import payloads
from bot.app import live_app


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Commands, interactivity and events."""
    if not settings.SLACK_SIGNING_SECRET:
        reason = "SLACK_SIGNING_SECRET is not set, so nothing from Slack is taken."
        return JsonResponse({"error": reason}, status=503)
    if not _signed(request):
        return JsonResponse({"error": "This is not signed by Slack."}, status=401)
    if not payloads.readable(request.body, request.content_type or ""):
        return JsonResponse({"error": "This is no payload of Slack."}, status=400)
    return _handler().handle(request)


def _signed(request: HttpRequest) -> bool:
    verifier = SignatureVerifier(settings.SLACK_SIGNING_SECRET)
    try:
        return verifier.is_valid_request(request.body, dict(request.headers))
    except (TypeError, ValueError):  # a time that is no number, a signature not ASCII
        return False


def prepare() -> None:
    """Build the app before the first request, which has 3 s to be answered."""
    if settings.SLACK_SIGNING_SECRET:
        _handler()


@cache
def _handler() -> SlackRequestHandler:
    return SlackRequestHandler(live_app())
