"""Who of the people named is invited now: each person once, and only who may come."""

from collections.abc import Iterable

from incidents.invitations import queries
from incidents.invitations.models import Invitation
from incidents.invitations.values import Named, Plan
from incidents.record.models import Incident, Participant

Outcome = Invitation.Outcome
# Who has one of these is not invited by a receiver again. Nobody is called back who
# left the channel, or whom Slack refused; who had no account may have one now.
_SETTLED = {Outcome.WAITING, Outcome.INVITED, Outcome.REFUSED}


def plan(incident: Incident, named: Iterable[Named]) -> Plan:
    """Of the people that receivers named, who is new."""
    known = queries.outcomes(incident)
    left = queries.left(incident)
    within = allowed(incident) if incident.is_private else None
    invited: list[Named] = []
    refused: list[Named] = []
    for each in _once(named):
        pk = each.person.pk
        if known.get(pk) in _SETTLED or pk in left or not each.person.is_active:
            continue
        if within is None or pk in within:
            invited.append(each)
        elif pk not in known:
            refused.append(each)
    return Plan(invited=tuple(invited), not_allowed=tuple(refused))


def waiting(incident: Incident) -> tuple[Named, ...]:
    """The people whom the second round named and nobody has invited yet."""
    rows = queries.invitations(incident).filter(outcome=Outcome.WAITING)
    return tuple(Named(row.person, row.receiver, row.reason) for row in rows)


def allowed(incident: Incident) -> set[int]:
    """Who may be in a private incident: its own people, and those of the rules that
    an admin opened to private ones. No guest of the workspace.
    """
    own = {incident.declared_by_id, incident.lead_id}
    present = Participant.objects.filter(incident=incident, left_at__isnull=True)
    people = {*present.values_list("person_id", flat=True), *own} - {None}
    for rule in queries.rules_for(incident):
        people |= set(queries.people_of(rule).values_list("pk", flat=True))
    found = {pk for pk in people if pk is not None}
    return found - queries.guests(found)


def _once(named: Iterable[Named]) -> list[Named]:
    """Each person as they were named first."""
    first: dict[int, Named] = {}
    for each in named:
        first.setdefault(each.person.pk, each)
    return list(first.values())
