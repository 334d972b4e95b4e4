"""Who follows what, and how people can be told."""

from django.conf import settings
from django.db.models import QuerySet

from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.updates.models import Subscription

# People whom Slack told no address of have one that leads nowhere.
NOWHERE = "@slack.invalid"


def subscription(*, incident: Incident, person: Person) -> Subscription | None:
    """How this person follows the incident, if they do."""
    found = Subscription.objects.select_related("incident", "person")
    return found.filter(incident=incident, person=person).first()


def visible(*, by: Person) -> QuerySet[Subscription]:
    """Subscriptions, of the incidents that `by` may know of."""
    known = Incident.objects.visible_to(by)
    return Subscription.objects.filter(incident__in=known)


def may_follow(*, incident: Incident, person: Person) -> bool:
    """Whether this person may be told: here, no guest, and able to see it."""
    if not person.is_active or channels.is_guest(person):
        return False
    return Incident.objects.visible_to(person).filter(pk=incident.pk).exists()


def email_of(person: Person) -> str:
    """Where this person is reached by e-mail; empty when they are not."""
    return "" if person.email.endswith(NOWHERE) else person.email


def sends_email() -> bool:
    """Whether a mail server is configured."""
    return bool(settings.EMAIL_URL)
