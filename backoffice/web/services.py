"""Services on the web: how a tool is set up to post for one, and whether it does."""

import re
import textwrap
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from backoffice import markdown, secret
from backoffice.viewer import viewer
from backoffice.web.live import live_page
from backoffice.web.postmortem import guarded
from incidents.alerts import received, sources
from incidents.alerts.sources import Source
from incidents.catalog import queries as catalog
from incidents.catalog import service_keys
from incidents.catalog.models import Service, ServiceKey

# Stands for the key while Markdown becomes HTML: letters alone, so that nothing in it
# is markup.
MARK = "TheKeyOfThisServiceStandsHere"
FIRST = "api"
BLOCK = re.compile(r"(?<=<pre><code>).*?(?=</code></pre>)", re.DOTALL)


@login_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, each with the way to its set-up."""
    context = {"services": catalog.services()}
    return render(request, "backoffice/services.html", context)


@guarded
@require_safe
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """What to paste into which tool, and what came from it."""
    service = _found(slug)
    person = viewer(request)
    may_see = service_keys.may_see(service=service, person=person)
    key = service_keys.newest(service=service, now=timezone.now())
    tools = _tools()
    tool = tools.get(request.GET.get("tool", ""), tools[FIRST])
    last = received.last_of(service)
    context: dict[str, Any] = {
        "service": service,
        "may_see": may_see,
        "may_change": person.is_staff and person.has_perm("incidents.view_service"),
        "key": secret.hidden(key) if key and may_see else None,
        "start": key,
        "tools": tools.values(),
        "tool": tool,
        "setup": _told(tool, service, key),
        "last": last,
        "last_label": _label(last.source) if last else "",
    }
    return live_page(
        request,
        "backoffice/service_setup.html",
        "backoffice/_service_signal.html",
        context,
    )


@login_required
@require_POST
def reveal(request: HttpRequest, key_id: int) -> HttpResponse:
    """The key as JSON, for the team and for admins; it is noted who asked."""
    found = ServiceKey.objects.select_related("service")
    key = get_object_or_404(found, pk=key_id)
    person = viewer(request)
    if not service_keys.may_see(service=key.service, person=person):
        raise PermissionDenied("Only the service's team and admins see its keys.")
    answer = JsonResponse({"key": secret.reveal(key=key, by=person)})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def test(request: HttpRequest, slug: str) -> HttpResponse:
    """Send an alert to try the way with, or end it."""
    service = _found(slug)
    person = viewer(request)
    if not service_keys.may_see(service=service, person=person):
        raise PermissionDenied("Only the service's team and admins send test alerts.")
    is_over = request.POST.get("over") == "yes"
    number = received.send_test(
        service=service, by=person, now=timezone.now(), is_over=is_over
    )
    what = "The end of the test alert" if is_over else "A test alert"
    messages.success(request, f"{what} is sent, as #{number}.")
    return redirect("web:service_setup", slug)


def _found(slug: str) -> Service:
    return get_object_or_404(Service.objects.select_related("team"), slug=slug)


def _tools() -> dict[str, Source]:
    """What has a set-up to show: our own API first, then by name."""
    found = [each for each in sources.sources().values() if each.setup.strip()]
    found.sort(key=lambda each: (each.name != FIRST, each.label.casefold()))
    return {each.name: each for each in found}


def _label(source: str) -> str:
    found = sources.find(source)
    return found.label if found else source


def _told(tool: Source, service: Service, key: ServiceKey | None) -> SafeString:
    """The tool's set-up, with a mark where the key goes; scripts put it there."""
    url = settings.PUBLIC_URL
    hook = f"{url}/hooks/{tool.name}/{MARK}"
    text = tool.setup.format(url=url, hook=hook, key=MARK, service=service.slug)
    start = f"{key.start}…" if key else "KEY"
    place = format_html(
        '<span class="key-here" data-start="{}">{}</span>', start, start
    )
    # A block in a list keeps spaces of the list; nobody wants to paste them.
    html = BLOCK.sub(lambda block: textwrap.dedent(block[0]), markdown.render(text))
    parts = re.split(r"(<[^>]*>)", html)
    filled = (
        part.replace(MARK, escape(start) if part.startswith("<") else place)
        for part in parts
    )
    return mark_safe("".join(filled))  # noqa: S308  # cleaned by markdown.render
