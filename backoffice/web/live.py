"""Live pages: polled with an ETag, never streamed."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags


def live_page(
    request: HttpRequest, template: str, part: str, context: dict[str, Any]
) -> HttpResponse:
    """The page, or 304 when what it shows live is what the reader has.

    `part` is the template of that live element; it holds no token, so that its text
    changes with what it shows alone. Times are in the current zone.
    """
    context = context | {"zone": timezone.get_current_timezone_name()}
    live = render_to_string(part, context, request)
    tag = _etag(request, live)
    told = len(messages.get_messages(request)) > 0
    if _known(request, tag) and not told:
        response = HttpResponse(status=304)
    else:
        response = render(request, template, context | {"live": live})
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def _etag(request: HttpRequest, live: str) -> str:
    """Weak: the page around the live element carries a token of its own."""
    shown = f"{request.session.session_key}:{live}"
    return f'W/"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'


def _known(request: HttpRequest, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in known
