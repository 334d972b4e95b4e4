"""A company whose service has a policy, on a clock that a test moves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from incidents.escalation import pages
from incidents.escalation.models import Page, Run
from incidents.escalation.values import Outgoing
from incidents.outbox.models import Effect
from incidents.outbox.values import Claim
from incidents.people.models import Person, Team
from incidents.policies import services as policies
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.record.models import Entry, Incident
from incidents.response import paging
from tests.alerts.conftest import Monitoring, monitoring
from tests.bot.conftest import company
from tests.bot.facts import NOW

__all__ = ["company", "monitoring"]


@dataclass
class Escalation:
    """Ada is asked first, Grace five minutes later; then it begins again once."""

    monitoring: Monitoring
    policy: Policy
    now: datetime = NOW
    seen: set[int] = field(default_factory=set)

    def fires(self, **more: Any) -> Incident:
        """An alert of the service comes, and the first level goes out."""
        self.monitoring.now = self.now
        self.monitoring.sends(severity="critical", **more)
        self.advance()
        return self.incident()

    def incident(self) -> Incident:
        return Incident.objects.latest("pk")

    def advance(self) -> None:
        while paging.advance(self.now):
            pass

    def later(self, **time: float) -> None:
        """Time passes, a second at a time would come to the same."""
        self.now += timedelta(**time)
        self.advance()

    def person(self, name: str) -> Person:
        return self.monitoring.company.people[name]

    def run(self) -> Run:
        return Run.objects.latest("pk")

    def asked(self) -> list[str]:
        """Who is to be sent something in which way, as effects say it."""
        wanted = Effect.objects.filter(key__startswith="page:").order_by("pk")
        found = Page.objects.in_bulk([each.args["page"] for each in wanted])
        return [str(found[each.args["page"]]) for each in wanted]

    def newly_asked(self) -> list[str]:
        """Those that were not told of before."""
        wanted = Effect.objects.filter(key__startswith="page:").order_by("pk")
        fresh = [each for each in wanted if each.pk not in self.seen]
        self.seen.update(each.pk for each in fresh)
        found = Page.objects.in_bulk([each.args["page"] for each in fresh])
        return [str(found[each.args["page"]]) for each in fresh]

    def timeline(self) -> str:
        lines = Entry.objects.filter(incident=self.incident()).order_by("at", "pk")
        return "\n".join(each.text for each in lines)

    def page_of(self, name: str, way: str = "call") -> Page:
        return Page.objects.filter(name=name, way=way).latest("pk")

    def sendable(self, page: Page, **more: Any) -> Outgoing | None:
        return pages.sendable(page.pk, claim=claim_of(page, **more), now=self.now)


def claim_of(page: Page, *, in_doubt: bool = False) -> Claim:
    """A worker's claim of the page's effect."""
    effect = Effect.objects.get(key=f"page:{page.pk}")
    return Claim(
        id=effect.pk,
        kind=effect.kind,
        mode=effect.mode,
        queue=effect.queue,
        key=effect.key,
        subject=effect.subject,
        args=effect.args,
        sending=1,
        attempts=1,
        deferrals=0,
        token=uuid4(),
        in_doubt=in_doubt,
        created_at=effect.created_at,
    )


def person_step(person: Person, level: int) -> Step:
    return Step("person", level, {"person": person.pk})


def policy_of(team: Team, *steps: Step, **more: Any) -> Policy:
    """A default policy of the team, once over unless told otherwise."""
    values = {
        "name": f"{team.name} policy",
        "slug": f"{team.slug}-policy",
        "is_default": True,
        "repeats": 0,
    }
    policy = Policy(team=team, **values | more)
    return policies.save(policy=policy, steps=steps, by=None)


@pytest.fixture
def escalation(monitoring: Monitoring) -> Escalation:
    people = monitoring.company.people
    for name, number in (("Ada", "+447700900101"), ("Grace", "+447700900102")):
        people[name].methods.create(
            kind="phone", address=number, label="mobile", verified_at=NOW
        )
    team = monitoring.service.team
    policy = policy_of(
        team, person_step(people["Ada"], 0), person_step(people["Grace"], 1), repeats=1
    )
    return Escalation(monitoring, policy)
