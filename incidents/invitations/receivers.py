"""The receivers that ship with Muster. They read the database and nothing else, so
that nobody waits for a vendor; what asks a vendor belongs in the second round.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from incidents import rows
from incidents.invitations import duty, queries
from incidents.invitations.signals import get_invites
from incidents.invitations.values import Invite
from incidents.record.models import Incident, Participant


@get_invites.shipped
def declarer_and_lead(*, incident: Incident, **_: Any) -> Iterator[Invite]:
    if incident.declared_by is not None:
        yield Invite(incident.declared_by, "declared it")
    if incident.lead is not None:
        yield Invite(incident.lead, "leads it")


@get_invites.shipped
def participants(*, incident: Incident, **_: Any) -> Iterator[Invite]:
    """Who takes part already, for the channel may be opened later than the incident."""
    present = "WHERE incident_id = %s AND left_at IS NULL ORDER BY id"
    found = rows.every(Participant, present, [incident.pk])
    rows.join(found, "person")
    for each in found:
        yield Invite(each.person, "takes part")


@get_invites.shipped
def people_on_call(*, incident: Incident, now: datetime, **_: Any) -> Iterator[Invite]:
    """Who is on call for the service of a public incident.

    They come before its team, for who is of it as well is told why just them.
    """
    if not incident.is_private:
        yield from duty.on_call(incident, now)


@get_invites.shipped
def service_team(*, incident: Incident, **_: Any) -> Iterator[Invite]:
    """The team that owns the service of a public incident."""
    if incident.service is not None and not incident.is_private:
        team = incident.service.team
        for person in team.people.filter(is_active=True):
            yield Invite(person, f"team {team.name}")


@get_invites.shipped
def invitation_rules(*, incident: Incident, **_: Any) -> Iterator[Invite]:
    """The user groups and the members of the channels that the rules name."""
    for rule in queries.rules_for(incident):
        for person in queries.people_of(rule):
            yield Invite(person, f"rule {rule.name}")
