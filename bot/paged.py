"""Who is paged by a direct message, and may know what for."""

from incidents.people.models import Person
from incidents.record.models import Incident


def may_see(incident: Incident, person_id: int) -> bool:
    """Whether this person may know of the incident."""
    person = Person.objects.filter(pk=person_id).first()
    return not incident.is_private or bool(
        Incident.objects.visible_to(person).filter(pk=incident.pk).exists()
    )
