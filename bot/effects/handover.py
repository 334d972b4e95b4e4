"""A role went to somebody: posted in the incident's channel."""

from bot import postings
from bot.messages import open_items
from bot.messages.handover import HandOver, handover_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Entry
from incidents.roles.models import IncidentRole


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.is_put_away:
        return postings.nothing
    entry = queries.entry(sending.args["entry"])
    message = handover_message(
        incident, entry, _facts(entry), open_items.load(incident)
    )
    postings.post(sending, message, channel=incident.channel_slack_id)
    return postings.nothing


def _facts(entry: Entry) -> HandOver:
    to = int(entry.data["to"])
    people = Person.objects.in_bulk([to, *entry.data["from"]])
    chosen = entry.by_id is not None and entry.by_id != to
    return HandOver(
        role=IncidentRole.objects.get(slug=entry.data["role"]),
        to=people[to],
        before=[people[pk] for pk in entry.data["from"]],
        mention=channels.slack_ids([to]).get(to, "") if chosen else "",
    )


EFFECT = EffectHandler(kind="handover", send=send)
