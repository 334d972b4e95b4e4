"""Archive the channel of an incident that is over."""

from django.utils import timezone

from bot import postings
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.lifecycle import archiving
from incidents.people.models import Person
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.status not in archiving.OVER or incident.channel is None:
        return postings.nothing  # it was reopened meanwhile
    try:
        sending.call("conversations.archive", channel=incident.channel.slack_id)
    except SlackRefused as error:
        if error.code != "already_archived":
            raise
    by = Person.objects.filter(pk=sending.args["by"]).first()

    def receipt() -> None:
        archiving.archived(incident=incident, by=by, now=timezone.now())

    return receipt


EFFECT = EffectHandler(kind="archive", send=send)
