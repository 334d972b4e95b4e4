"""Escalation guides and replays, for front ends."""

from collections.abc import Sequence
from datetime import datetime

from incidents.alerts import house
from incidents.escalation.comparing import Comparison
from incidents.escalation.comparing import compare as compared
from incidents.escalation.guide import Guide
from incidents.escalation.guide import guide as made
from incidents.escalation.replaying import Replay
from incidents.escalation.replaying import replay as replayed
from incidents.people.models import Person, Team
from incidents.policies.models import Policy
from incidents.policies.values import FrozenPolicy
from incidents.record.models import Incident


def guide(*, team: Team, at: datetime) -> Guide:
    """Who of this team is called when, as it is then (UTC)."""
    return made(team=team, at=at, house=house.HOUSE)


def replay(*, incident: Incident, policy: Policy) -> Replay:
    """What this policy would have done from the incident's start; nothing is written.

    Whoever calls has seen to it that the reader may know of the incident.
    """
    return replayed(incident=incident, policy=policy, house=house.HOUSE)


def compare(
    *, before: FrozenPolicy | None, after: FrozenPolicy, at: datetime
) -> Comparison:
    """Whom a policy asks in the 14 days from `at` (UTC) on, as it was and as it is."""
    return compared(before, after, at=at, house=house.HOUSE)


def teams() -> Sequence[Team]:
    """Those that have a guide: all, by name."""
    return list(Team.objects.order_by("name"))


def named(text: str) -> Team | None:
    """The team of this name or short name."""
    rows = Team.objects
    return (
        rows.filter(name__iexact=text).first() or rows.filter(slug__iexact=text).first()
    )


def teams_of(person: Person) -> Sequence[Team]:
    """Those that somebody is in, by name."""
    mine = Team.objects.filter(memberships__person=person)
    return list(mine.distinct().order_by("name"))
