"""From a Slack payload to an Ask: who, where, about which incident."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from bot import payloads
from bot.asks import Ask
from bot.messages import words
from incidents.channels import services as channels
from incidents.channels.models import Workspace
from incidents.channels.queries import Asker
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.services import NoSuchIncident
from incidents.values import Mistake

Body = Mapping[str, Any]


def ask_of(body: Body, asker: Asker) -> Ask:
    """What is asked. Raises Mistake for who may ask nothing here."""
    who = payloads.who(body)
    colleague = asker.known and bool(asker.enterprise_id)
    if who.team not in ("", asker.team) and not colleague:
        raise Mistake(f"Only members of {asker.workspace_name} can do this.")
    person = asker.person or _newcomer(asker, who.handle)
    if person is None or not person.is_active:
        raise Mistake("Your account is not active here. Ask an admin of Muster.")
    ask = Ask(
        person=person,
        slack_id=who.user,
        channel=who.channel,
        now=timezone.now(),
        values=payloads.values(body),
    )
    here = queries.in_channel(who.channel, by=person) if who.channel else None
    carried = payloads.metadata(body)
    named = carried.get("incident")
    about = incident(int(named), ask) if named else here
    return replace(ask, here=here, incident=about, carried=carried)


def incident(incident_id: int, ask: Ask) -> Incident:
    """The incident with this id. Raises Mistake, which says where ids are found."""
    try:
        return queries.find(incident_id, by=ask.person)
    except NoSuchIncident as unknown:
        listed = words.command("list")
        raise Mistake(f"{unknown.message} {listed} shows the open ones.") from unknown


def _newcomer(asker: Asker, handle: str) -> Person | None:
    """Somebody who came since the last sync; None when another has their e-mail."""
    user = channels.user_seen(
        workspace=Workspace.objects.get(slack_id=asker.team),
        slack_id=asker.slack_id,
        handle=handle,
    )
    return user.person
