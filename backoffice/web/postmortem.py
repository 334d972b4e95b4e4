"""The post-mortem of an incident: read, written together, published, taken along."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from backoffice import markdown
from backoffice.viewer import viewer
from backoffice.web.pages import found_incident
from bot.messages import guides
from incidents.channels import queries as channels
from incidents.lifecycle import reviewing
from incidents.postmortems import charts, document, queries, services
from incidents.postmortems.models import Postmortem
from incidents.postmortems.values import Conflict, Facts
from incidents.record.models import Incident
from incidents.values import Mistake

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Even if something got past the cleaning of what people wrote, no script would run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def guarded(view: View[P]) -> View[P]:
    """Log-in asked for, no script of others, and no copy kept on the way."""

    @login_required
    @wraps(view)
    def guard(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        response["Cache-Control"] = "private, no-store"
        return response

    return guard  # type: ignore[return-value]


@guarded
@require_safe
def page(request: HttpRequest, incident_id: int) -> HttpResponse:
    """What is known of the incident, and the text that people write about it."""
    incident = _incident(request, incident_id)
    return _page(request, incident, queries.of(incident))


@guarded
@require_POST
def create(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Make the draft, once."""
    incident = _incident(request, incident_id)
    try:
        reviewing.start(incident=incident, by=viewer(request), now=timezone.now())
    except Mistake as mistake:
        messages.error(request, mistake.message)
    return redirect("web:postmortem", incident_id)


@guarded
@require_POST
def save(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Save the text; the page asks by script, a browser without one by a form."""
    incident = _incident(request, incident_id)
    postmortem = _existing(incident)
    try:
        saved = services.edit(
            postmortem=postmortem,
            text=request.POST.get("text", ""),
            version=_number(request, "version"),
            by=viewer(request),
            now=timezone.now(),
        )
    except Conflict as conflict:
        return _conflict(request, incident, conflict)
    except Mistake as mistake:
        return _mistaken(request, incident, mistake)
    if _by_script(request):
        return JsonResponse({"version": saved.version})
    messages.success(request, "Saved.")
    return redirect("web:postmortem", incident_id)


@guarded
@require_POST
def preview(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The text as it is going to look; nothing is saved."""
    _incident(request, incident_id)
    text = request.POST.get("text", "")[: services.TEXT_MOST]
    return JsonResponse({"html": markdown.render(text)})


@guarded
@require_POST
def publish(request: HttpRequest, incident_id: int) -> HttpResponse:
    return _change(request, incident_id, services.publish, "It is published.")


@guarded
@require_POST
def unpublish(request: HttpRequest, incident_id: int) -> HttpResponse:
    return _change(request, incident_id, services.unpublish, "It is a draft again.")


@guarded
@require_safe
def revision(request: HttpRequest, incident_id: int, version: int) -> HttpResponse:
    """An earlier text, to read or to bring back."""
    incident = _incident(request, incident_id)
    postmortem = _existing(incident)
    found = queries.revision(postmortem, version)
    if found is None:
        raise Http404(f"There is no version {version} of this post-mortem.")
    context = {
        "incident": incident,
        "postmortem": postmortem,
        "revision": found,
        "shown": markdown.render(found.text),
    }
    return render(request, "backoffice/postmortem_revision.html", context)


@guarded
@require_POST
def restore(request: HttpRequest, incident_id: int, version: int) -> HttpResponse:
    """Bring an earlier text back; what it replaces stays among the versions."""
    incident = _incident(request, incident_id)
    try:
        services.restore(
            postmortem=_existing(incident),
            revision=version,
            version=_number(request, "version"),
            by=viewer(request),
            now=timezone.now(),
        )
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, f"Version {version} is back.")
    return redirect("web:postmortem", incident_id)


@guarded
@require_safe
def export(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The whole document as a file of Markdown."""
    incident = _incident(request, incident_id)
    postmortem = _existing(incident)
    facts = reviewing.facts(incident, now=timezone.now())
    text = document.document(facts, postmortem.text, state=_state(postmortem))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    name = document.file_name(facts)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: HttpRequest,
    incident: Incident,
    postmortem: Postmortem | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    facts = reviewing.facts(incident, now=timezone.now())
    text = more.get("text", postmortem.text if postmortem else "")
    context = {
        "incident": incident,
        "postmortem": postmortem,
        "text": text,
        "version": postmortem.version if postmortem else 0,
        "shown": markdown.render(text),
        "most": services.TEXT_MOST,
        "revisions": queries.revisions(postmortem) if postmortem else [],
        "guide": guides.address("postmortem"),
        **_generated(facts),
        **more,
    }
    return render(request, "backoffice/postmortem.html", context, status=status)


def _generated(facts: Facts) -> dict[str, Any]:
    """What is made anew of the incident each time; our own SVG needs no cleaning."""
    return {
        "head": markdown.render(document.head(facts)),
        "statuses": mark_safe(charts.statuses(facts)),  # noqa: S308
        "course": markdown.render(document.course(facts)),
        "activity": mark_safe(charts.activity(facts)),  # noqa: S308
        "buckets": charts.buckets(facts),
        "timeline": markdown.render(document.timeline(facts)),
        "to_dos": markdown.render(document.to_dos(facts)),
    }


def _change(
    request: HttpRequest, incident_id: int, verb: Callable[..., Postmortem], done: str
) -> HttpResponse:
    postmortem = _existing(_incident(request, incident_id))
    try:
        verb(postmortem=postmortem, by=viewer(request), now=timezone.now())
    except Mistake as mistake:
        messages.error(request, mistake.message)
    else:
        messages.success(request, done)
    return redirect("web:postmortem", incident_id)


def _conflict(
    request: HttpRequest, incident: Incident, conflict: Conflict
) -> HttpResponse:
    """Both texts, and theirs is what a further save builds on."""
    if _by_script(request):
        return JsonResponse(
            {
                "message": conflict.message,
                "version": conflict.version,
                "text": conflict.text,
                "who": conflict.who,
            },
            status=409,
        )
    more = {
        "text": request.POST.get("text", ""),
        "version": conflict.version,
        "conflict": conflict,
    }
    return _page(request, incident, queries.of(incident), status=409, **more)


def _mistaken(
    request: HttpRequest, incident: Incident, mistake: Mistake
) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"message": mistake.message}, status=422)
    messages.error(request, mistake.message)
    more = {"text": request.POST.get("text", "")}
    return _page(request, incident, queries.of(incident), status=422, **more)


def _incident(request: HttpRequest, incident_id: int) -> Incident:
    """Guests of the workspace read no post-mortems."""
    incident = found_incident(request, incident_id)
    if channels.is_guest(viewer(request)):
        raise Http404("Guests of the workspace read no post-mortems.")
    return incident


def _existing(incident: Incident) -> Postmortem:
    found = queries.of(incident)
    if found is None:
        raise Http404(f"{incident.reference} has no post-mortem yet.")
    return found


def _state(postmortem: Postmortem) -> str:
    if postmortem.status == Postmortem.Status.DRAFT or not postmortem.published_at:
        return f"Draft, version {postmortem.version}"
    return f"Published {postmortem.published_at:%Y-%m-%d}, version {postmortem.version}"


def _number(request: HttpRequest, name: str) -> int:
    """0, which is no version, where the page sent none."""
    value = request.POST.get(name, "")
    return int(value[:9]) if value.isdecimal() else 0


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
