"""Which effects a role's change asks for, under which keys."""

from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record import effects as record
from incidents.record.models import Incident
from incidents.roles.models import IncidentRole

HANDOVER = "handover"
BRIEFING = "briefing"


def hand_over(incident: Incident, *, entry: int) -> None:
    """Tell the channel, if there is one, who has the role and what is open."""
    channel = outbox.ids_of(record.key(record.CHANNEL, incident))
    if channel:
        outbox.add(
            kind=HANDOVER,
            key=f"{HANDOVER}:{incident.pk}:{entry}",
            subject=incident.subject,
            args={"entry": entry},
            after=list(channel.values()),
            priority=40,
        )


def brief(
    incident: Incident, person: Person, *, role: IncidentRole, entry: int
) -> None:
    """Tell the new holder directly what the role is about and what is open."""
    outbox.add(
        kind=BRIEFING,
        key=f"{BRIEFING}:{incident.pk}:{entry}",
        subject=incident.subject,
        args={"entry": entry, "person": person.pk, "role": role.pk},
        priority=45,
    )
