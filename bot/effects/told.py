"""A line of the timeline for a follower, under the message that says they follow."""

from bot import postings
from bot.messages.entry import entry_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.outbox import queries as outbox
from incidents.people.models import Person
from incidents.record import queries
from incidents.updates import queries as updates
from incidents.updates.effects import following_key
from incidents.updates.following import drop
from incidents.updates.models import Subscription


def send(sending: Sending) -> Receipt:
    """Nothing for who follows it no more, or may not know of it any more."""
    incident = queries.get(sending.incident_id)
    person = Person.objects.get(pk=sending.args["person"])
    found = updates.subscription(incident=incident, person=person)
    if found is None or found.way != Subscription.Way.DM:
        return postings.nothing
    if not updates.may_follow(incident=incident, person=person):
        return lambda: _dropped(incident.pk, person.pk)
    posting = outbox.posting(following_key(incident, person.pk))
    if posting is not None:
        entry = queries.entry(sending.args["entry"])
        message = entry_message(incident, entry, sending.args["message"])
        postings.post(sending, message, channel=posting.channel, thread_ts=posting.ts)
    return postings.nothing


def _dropped(incident_id: int, person_id: int) -> None:
    drop(incident=queries.get(incident_id), person_id=person_id)


EFFECT = EffectHandler(kind="told", send=send)
