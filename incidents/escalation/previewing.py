"""Who would be paged when: the very functions of a run, without writing anything."""

from dataclasses import dataclass
from datetime import datetime

from incidents.catalog.models import Service
from incidents.escalation.choosing import Chosen, Starting, choose
from incidents.escalation.course import Walking, Would, course
from incidents.escalation.telling import minutes
from incidents.escalation.values import House
from incidents.policies.freezing import freeze, thaw
from incidents.policies.values import FrozenPolicy
from incidents.record.models import Incident

NAMED = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """Of the first round. `policy` is empty when there is none; `why` says why this
    one, `mode` how it would page first and why.
    """

    policy: str
    why: str
    mode: str
    levels: tuple[Would, ...] = ()


def preview(
    *,
    service: Service | None,
    severity: str,
    policy: str,
    team: int | None,
    at: datetime,
    house: House,
) -> Preview:
    """Who would be paged for a new incident; `policy` is the slug of its rule."""
    incident = Incident(service=service, severity=severity)
    services = {service.pk: service} if service else {}
    asked = Starting(incident, policy, team)
    (chosen,) = choose([asked], services, house.catch_all())
    if chosen.policy is None:
        return Preview("", chosen.why, "")
    return of_policy(
        thaw(freeze(chosen.policy)), chosen, service, severity, at=at, house=house
    )


def of_policy(
    policy: FrozenPolicy,
    chosen: Chosen,
    service: Service | None,
    severity: str,
    *,
    at: datetime,
    house: House,
) -> Preview:
    """The first round of a policy, had it begun then."""
    walking = Walking(policy, service, lambda _: severity)
    found = tuple(course(walking, at, house, rounds=1))
    mode = found[0].mode if found else ""
    return Preview(policy.name, chosen.why, mode, found)


def sentence(found: Preview) -> str:
    """`By “Payments”: Ada (Phone call) at once, Grace (...) after 5 min. ...`"""
    if not found.policy:
        return f"Nobody: {found.why[:1].lower()}{found.why[1:]}"
    if not found.levels:
        return f"Nobody: “{found.policy}” has no steps"
    began = found.levels[0].at
    parts = []
    for would in found.levels:
        when = f"after {minutes(would.at - began)}" if would.at > began else "at once"
        people = list(would.people[:NAMED])
        if more := len(would.people) - len(people):
            people.append(f"{more} more")
        reason = would.level.reasons[0] if would.level.reasons else "No steps"
        parts.append(f"{when} {', '.join(people) or f'nobody ({reason})'}")
    waited = f". {found.levels[0].waited}" if found.levels[0].waited else ""
    return f"By “{found.policy}”: {'; '.join(parts)}{waited}. {found.why}. {found.mode}"
