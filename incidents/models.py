"""One app, one migration history: every package's models. Imported by nothing."""

from incidents.catalog.models import Service
from incidents.channels.models import Conversation, SlackUser, UserGroup, Workspace
from incidents.outbox.models import Effect, Posting, Throttle
from incidents.people.models import Membership, Person, Team
from incidents.record.models import Entry, Incident, Participant
from incidents.response.models import Receipt

__all__ = [
    "Conversation",
    "Effect",
    "Entry",
    "Incident",
    "Membership",
    "Participant",
    "Person",
    "Posting",
    "Receipt",
    "Service",
    "SlackUser",
    "Team",
    "Throttle",
    "UserGroup",
    "Workspace",
]
