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
    request: HttpRequest,
    template: str,
    part: str,
    context: dict[str, Any],
    *,
    version: str = "",
) -> HttpResponse:
    """The page, or 304 when what it shows live is what the reader has.

    `part` is the template of that live element; it holds no token, so that its text
    changes with what it shows alone. Times are in the current zone. With a `version`
    that changes with what is shown, `unchanged` answers before any of it is made.
    """
    context = context | {"zone": timezone.get_current_timezone_name()}
    live = render_to_string(part, context, request)
    tag = _etag(request, version or live)
    if _has(request, tag):
        return _tagged(HttpResponse(status=304), tag)
    return _tagged(render(request, template, context | {"live": live}), tag)


def unchanged(request: HttpRequest, version: str) -> HttpResponse | None:
    """304 when the reader has this version of the page, and nothing else to be told."""
    tag = _etag(request, version)
    return _tagged(HttpResponse(status=304), tag) if _has(request, tag) else None


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def _etag(request: HttpRequest, live: str) -> str:
    """Weak: the page around the live element carries a token of its own."""
    shown = f"{request.session.session_key}:{live}"
    return f'W/"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'


def _has(request: HttpRequest, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in known and not len(messages.get_messages(request))
