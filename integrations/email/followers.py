"""Which e-mail a follower of an incident gets, if any."""

from functools import partial

from incidents.channels import queries as channels
from incidents.outbox.values import Claim
from incidents.people.models import Person
from incidents.record import queries as record
from incidents.record.models import Incident, incident_of
from incidents.updates import queries
from incidents.updates.following import drop
from incidents.updates.models import Subscription
from integrations.email.update import composed
from integrations.email.values import Mail
from integrations.email.wording import mentioned
from integrations.registry import Receipt


def compose(claim: Claim) -> tuple[Mail | None, Receipt]:
    """The e-mail, and what to write once it is sent.

    None for who follows it no more. Who may not know of it any more gets none and
    follows it no more.
    """
    incident = record.get(incident_of(claim.subject) or 0)
    person = Person.objects.get(pk=claim.args["person"])
    found = queries.subscription(incident=incident, person=person)
    address = queries.email_of(person)
    if found is None or found.way != Subscription.Way.EMAIL:
        return None, _nothing
    if not address or not queries.may_follow(incident=incident, person=person):
        return None, partial(_drop, incident, person)
    entry = record.entry(claim.args["entry"])
    names = {user: _name(user) for user in mentioned(entry.text)}
    return composed(incident, entry, person, address=address, names=names), _nothing


def _name(slack_id: str) -> str:
    person = channels.person_of(slack_id)
    return person.name if person else "somebody"


def _drop(incident: Incident, person: Person) -> None:
    drop(incident=incident, person_id=person.pk)


def _nothing() -> None:
    """Nothing is to be kept of an e-mail that was sent."""
