"""What the pages about one incident share."""

from django.http import Http404, HttpRequest

from backoffice.viewer import viewer
from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.services import NoSuchIncident


def found_incident(request: HttpRequest, incident_id: int) -> Incident:
    """The incident, if the viewer may know of it; a page that says so if not."""
    try:
        return queries.find(incident_id, by=viewer(request))
    except NoSuchIncident as error:
        hint = "If it is private, only who is in it can see it."
        raise Http404(f"{error.message} {hint}") from error
