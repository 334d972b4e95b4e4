"""The one post in an incident's channel that asks for a late update."""

from datetime import datetime
from typing import Any

from bot import postings
from bot.messages.reminder import reminder
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.record import queries
from incidents.record.models import Incident
from incidents.roles.models import COMMS, Assignment
from incidents.updates.reminding import ASKED, LAST, Asked
from incidents.updates.services import awaited


def send(sending: Sending) -> Receipt:
    """Post it anew each time it asks, so that it is read, and never twice at a time."""
    incident = queries.get(sending.incident_id)
    asked = Asked(**_fields(sending.args))
    people = _asked_people(incident)
    channel = incident.channel_slack_id or next(iter(people), "")
    due = incident.next_update_at
    if due is None or due.isoformat() != asked.due or not awaited(incident):
        # An update came meanwhile, or it is over.
        return postings.remove(sending, channel=channel)
    message = reminder(incident, asked, people=people)
    if asked.state not in (ASKED, LAST):
        return postings.edit(sending, message, channel=channel)
    if not channel:
        return postings.nothing
    return postings.renew(sending, message, channel=channel, mark=_mark(asked))


def _fields(args: dict[str, Any]) -> dict[str, Any]:
    return {name: args[name] for name in Asked.__dataclass_fields__ if name in args}


def _mark(asked: Asked) -> str:
    """One time of asking is told from another by the second it happened."""
    return str(int(datetime.fromisoformat(asked.at).timestamp()))


def _asked_people(incident: Incident) -> list[str]:
    """The Slack ids of who leads it and of who does its communications."""
    comms = Assignment.objects.current().filter(incident=incident, role__slug=COMMS)
    people = list(comms.values_list("person_id", flat=True))
    if incident.lead_id is not None:
        people.insert(0, incident.lead_id)
    ids = channels.slack_ids(people)
    return list(dict.fromkeys(ids[pk] for pk in people if pk in ids))


EFFECT = EffectHandler(kind="reminder", send=send)
