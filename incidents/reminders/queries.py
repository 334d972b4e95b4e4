"""Finding reminders."""

from django.db.models import Q, QuerySet

from incidents import rows
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.reminders.models import Reminder


def find(key: str) -> Reminder | None:
    """The reminder of this key that is still to come."""
    return rows.one(Reminder, "WHERE key = %s", [key])


def visible(*, by: Person) -> QuerySet[Reminder]:
    """Reminders; those of an incident that `by` may not know of are left out."""
    known = Incident.objects.visible_to(by)
    return Reminder.objects.filter(Q(incident=None) | Q(incident__in=known))
