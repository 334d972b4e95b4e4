"""Who did what in incidents that Brightwater had, who followed them, and what was
frozen meanwhile: on record, never in Slack.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.seeding import company
from incidents.freezes.models import Freeze, FreezeOverride
from incidents.record.models import Incident
from incidents.roles.models import Assignment, IncidentRole
from incidents.updates.models import Subscription

Way = Subscription.Way


@dataclass(frozen=True)
class Frozen:
    """A freeze in minutes since its incident began, and who deployed all the same."""

    scope: str
    who: str
    since: int
    lifted: int
    overridden: int
    by: str
    reason: str


CARDS = "Card payments declined for one bank in six"
SEARCH = "Search answers slowly since the nightly index"
PAYOUTS = "Payout files to two banks are late"
# By the incident's title: role, who had it, from which minute on.
ROLES = {
    CARDS: (("comms", "chloe", 6), ("scribe", "ben", 9), ("responder", "elena", 12)),
    SEARCH: (("responder", "dev", 18),),
}
# The past is told to nobody: who follows, follows what is open.
FOLLOWERS = {PAYOUTS: (("grace", Way.DM), ("chloe", Way.EMAIL))}
FREEZES = {
    CARDS: Frozen(
        scope="payments",
        who="ada",
        since=7,
        lifted=71,
        overridden=30,
        by="chloe",
        reason="The new certificate goes out with this deployment",
    ),
}


def write(incident: Incident) -> None:
    """Write what is known of this one; each once."""
    for slug, name, minute in ROLES.get(incident.title, ()):
        role = IncidentRole.objects.filter(slug=slug).first()
        if role is not None:
            Assignment.objects.get_or_create(
                incident=incident,
                role=role,
                person=company.person(name),
                defaults={
                    "by": incident.lead,
                    "since": _at(incident, minute),
                    "until": incident.resolved_at,
                    "is_single": role.is_single,
                },
            )
    if incident.title in FREEZES:
        _freeze(incident, FREEZES[incident.title])


def follow(incident: Incident) -> None:
    """Let people follow it; Slack hears of that with its next change."""
    for name, way in FOLLOWERS.get(incident.title, ()):
        Subscription.objects.get_or_create(
            incident=incident, person=company.person(name), defaults={"way": way}
        )


def _freeze(incident: Incident, frozen: Frozen) -> None:
    who = company.person(frozen.who)
    made, _ = Freeze.objects.get_or_create(
        incident=incident,
        scope=frozen.scope,
        defaults={
            "reason": incident.title,
            "by": who,
            "since": _at(incident, frozen.since),
            "lifted_at": _at(incident, frozen.lifted),
            "lifted_by": who,
        },
    )
    at = _at(incident, frozen.overridden)
    FreezeOverride.objects.get_or_create(
        freeze=made,
        scope=frozen.scope,
        defaults={
            "reason": frozen.reason,
            "by": company.person(frozen.by),
            "at": at,
            "until": at + timedelta(hours=1),
        },
    )


def _at(incident: Incident, minute: int) -> datetime:
    return incident.declared_at + timedelta(minutes=minute)
