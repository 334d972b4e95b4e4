"""Finding post-mortems."""

from django.db.models import QuerySet

from incidents.people.models import Person
from incidents.postmortems.models import Postmortem, Revision
from incidents.record.models import Incident


def of(incident: Incident) -> Postmortem | None:
    """The incident's post-mortem, or None while nobody began one."""
    found = Postmortem.objects.select_related("incident", "created_by")
    return found.filter(incident=incident).first()


def visible(*, by: Person) -> QuerySet[Postmortem]:
    """The post-mortems of the incidents that this person may know of."""
    allowed = Incident.objects.visible_to(by)
    found = Postmortem.objects.filter(incident__in=allowed)
    return found.select_related("incident", "created_by")


def revisions(postmortem: Postmortem) -> list[Revision]:
    """Who saved what when, the newest first; without the texts."""
    found = postmortem.revisions.select_related("by").defer("text")
    return list(found.order_by("-version"))


def revision(postmortem: Postmortem, version: int) -> Revision | None:
    """The text of a version, if it was kept."""
    return postmortem.revisions.select_related("by").filter(version=version).first()
