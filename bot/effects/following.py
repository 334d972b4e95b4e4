"""The direct message to a follower, edited in place."""

from bot import postings
from bot.messages.following import by_email, followed, following
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.outbox import queries as outbox
from incidents.people.models import Person
from incidents.record import queries
from incidents.updates import queries as updates
from incidents.updates.following import drop
from incidents.updates.models import Subscription


def send(sending: Sending) -> Receipt:
    """Who may not know of the incident any more hears nothing and is dropped."""
    incident = queries.get(sending.incident_id)
    person = Person.objects.get(pk=sending.args["person"])
    found = updates.subscription(incident=incident, person=person)
    may = updates.may_follow(incident=incident, person=person)
    user = channels.slack_ids([person.pk]).get(person.pk, "")
    if found is not None and may and user and found.way == Subscription.Way.DM:
        return postings.show(sending, following(incident), channel=user)
    if outbox.posting(sending.claim.key) is None or not user:
        keep = postings.nothing
    elif found is not None and may:
        keep = postings.show(sending, by_email(incident), channel=user)
    else:
        keep = postings.show(sending, followed(incident, may_follow=may), channel=user)
    if may or found is None:
        return keep

    def receipt() -> None:
        keep()
        drop(incident=incident, person_id=person.pk)

    return receipt


EFFECT = EffectHandler(kind="following", send=send)
