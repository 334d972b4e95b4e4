"""Whether a request is Twilio's, unaltered and new. What is not is refused and kept in
the log, without what it carried.

Source: twilio.com/docs/usage/security; the signature covers the public address and
every parameter.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

audit = logging.getLogger("muster.audit")
HEADER = "X-Twilio-Signature"
View = Callable[..., HttpResponse]


def genuine(view: View) -> View:
    """A view for Twilio alone: 403 for anybody else, whatever they send."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not is_genuine(request):
            return refused(request, "its signature is not Twilio's")
        return view(request, *args, **named)

    return checked


def is_genuine(request: HttpRequest) -> bool:
    """The address is the public one, however many proxies are between."""
    token = settings.TWILIO_AUTH_TOKEN
    if not token or request.POST.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        return False
    url = f"{settings.PUBLIC_URL}{request.get_full_path()}"
    sent = request.headers.get(HEADER, "")
    return bool(RequestValidator(token).validate(url, request.POST, sent))


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """403, and a line of the audit log: when, from where, which address, and why."""
    came = request.META.get("REMOTE_ADDR", "")
    kind = "/".join(request.path.split("/")[:3])
    audit.warning("Refused a request to %s from %s: %s", kind, came, why)
    return HttpResponse("Forbidden", status=403, content_type="text/plain")


def digest(request: HttpRequest, name: str) -> str:
    """Of a request that happens once: its address and the call's or message's id."""
    said = f"twilio:{request.get_full_path()}:{request.POST.get(name, '')}"
    return hashlib.sha256(said.encode()).hexdigest()
