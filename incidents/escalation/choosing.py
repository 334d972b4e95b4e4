"""Which policy an incident is escalated by, and why: the first that there is of its
rule's, its service's, its team's and the catch-all team's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from incidents import rows
from incidents.catalog.models import Service
from incidents.policies.models import Policy
from incidents.record.models import Incident


@dataclass(frozen=True, slots=True)
class Starting:
    """An incident to escalate: the slug that its routing rule names, and whose it is
    (the id of a team), if these are known.
    """

    incident: Incident
    policy: str = ""
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """`policy` is None when there is none at all."""

    policy: Policy | None
    why: str


def choose(
    asked: Iterable[Starting], services: Mapping[int, Service], catch_all: int | None
) -> list[Chosen]:
    """For each of them, in two queries. Services are by id, with their team."""
    wanted = list(asked)
    known = _Known(wanted, services, catch_all)
    return [known.chosen(each) for each in wanted]


_NAMED = """
WHERE slug = ANY(%s) OR id = ANY(%s) OR (team_id = ANY(%s) AND is_default)
ORDER BY name
"""


class _Known:
    def __init__(
        self,
        asked: list[Starting],
        services: Mapping[int, Service],
        catch_all: int | None,
    ) -> None:
        self.services = services
        self.catch_all = catch_all
        teams = {each.team for each in asked if each.team}
        teams |= {each.team_id for each in services.values()}
        teams |= {catch_all} if catch_all else set()
        slugs = {each.policy for each in asked}
        ids = {pk for each in services.values() if (pk := each.policy_id)}
        found = rows.every(Policy, _NAMED, [list(slugs), list(ids), list(teams)])
        rows.join(found, "team")
        prefetch_related_objects(found, "steps")
        self.by_slug = {each.slug: each for each in found}
        self.by_pk = {each.pk: each for each in found}
        self.of_team = {each.team_id: each for each in found if each.is_default}

    def chosen(self, asked: Starting) -> Chosen:
        if asked.policy and (named := self.by_slug.get(asked.policy)):
            return Chosen(named, f"Its routing rule names the policy “{named.name}”")
        gone = f"“{asked.policy}”, which its rule names, is gone. "
        lost = gone if asked.policy else ""
        service = self.services.get(asked.incident.service_id or 0)
        if service and service.policy_id in self.by_pk:
            own = self.by_pk[service.policy_id]
            return Chosen(own, f"{lost}The service {service.name} names “{own.name}”")
        for team in (asked.team, service.team_id if service else None):
            if team in self.of_team:
                default = self.of_team[team]
                why = f"{lost}“{default.name}” is the default of {default.team.name}"
                return Chosen(default, why)
        if self.catch_all in self.of_team:
            last = self.of_team[self.catch_all]
            why = f"{lost}Neither its service nor its team has a policy: “{last.name}”"
            return Chosen(last, f"{why} is the catch-all's")
        why = "Neither its service, its team nor the catch-all team has a policy"
        return Chosen(None, lost + why)
