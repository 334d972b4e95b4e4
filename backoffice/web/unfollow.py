"""Ending a subscription from an e-mail, without a log-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.over import survivor
from incidents.updates import tokens
from incidents.updates.following import drop


@csrf_exempt  # what is posted is the token alone; mail programs post by themselves
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, for programs look at links; end it on POST. It tells no more of the
    incident than its number.
    """
    try:
        incident_id, person_id = tokens.read(token)
        incident = queries.get(incident_id)
    except (tokens.BadToken, Incident.DoesNotExist) as error:
        raise Http404("This link is not whole: copy all of it.") from error
    done = request.method == "POST"
    if done:  # who followed what was merged follows what it was merged into
        for each in {incident, survivor(incident)}:
            drop(incident=each, person_id=person_id)
    return render(
        request,
        "backoffice/unfollow.html",
        {"reference": incident.reference, "done": done},
    )
