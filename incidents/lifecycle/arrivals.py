"""What comes back from Slack about an incident: its channel, who is in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from incidents.channels.models import Conversation
from incidents.lifecycle import effects
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Entry, Incident


@transaction.atomic
def channel_opened(*, incident: Incident, conversation: Conversation) -> None:
    """Slack opened the incident's channel."""
    incident = record.lock(incident)
    incident.channel = conversation
    incident.save(update_fields=["channel"])
    effects.show(incident)


@transaction.atomic
def invited(
    *,
    incident: Incident,
    no_account: Sequence[int],
    refused: Mapping[int, str],
    now: datetime,
) -> None:
    """Slack invited people; who was left out is named on the timeline, with why."""
    people = Person.objects.in_bulk([*no_account, *refused])
    lines = [f"{people[pk].name} has no Slack account" for pk in no_account]
    lines += [f"{people[pk].name}: {why}" for pk, why in refused.items()]
    if lines:
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.PEOPLE,
            text=f"Not invited: {'; '.join(sorted(lines))}",
            at=now,
            by=None,
        )


def joined(*, channel: str, person: Person) -> None:
    """Somebody joined the channel with this Slack id; if it is an incident's, they
    take part in it.
    """
    incident = Incident.objects.filter(channel__slack_id=channel).first()
    if incident is not None:
        record.add_participants(incident=incident, people=[person])


def home_opened(*, slack_id: str, now: datetime) -> None:
    """Somebody looks at the App Home: show it, and keep it right for a day."""
    effects.open_home(slack_id, now)


def card_moved(*, incident: Incident) -> None:
    """Somebody deleted the card, and it was posted anew: that one is to be pinned."""
    effects.pin_anew(incident)
