"""Run inside Muster's process: services that page a person each, by phone at once."""

import json
from datetime import timedelta

from django.utils import timezone

from incidents import sealed
from incidents.calendars.models import CalendarEvent
from incidents.catalog.keys import digest_of
from incidents.catalog.models import Service, ServiceKey
from incidents.contacts.models import ContactMethod, Importance, Way
from incidents.contacts.services import set_rules
from incidents.contacts.values import Rule
from incidents.people.models import Person, Team
from incidents.policies import services as policies
from incidents.policies.models import Policy
from incidents.policies.services import Step


def prepare(phones: str, count: int) -> None:
    """Prints the key of each service; its phone is `phones` and four digits."""
    print(
        json.dumps([service(number, f"{phones}{number:04}") for number in range(count)])
    )


def service(number: int, phone: str) -> str:
    """Make one with its person; answers its key."""
    team = Team.objects.create(name=f"Bench {number}", slug=f"bench-{number}")
    policy = Policy(team=team, name=f"Bench {number}", slug=team.slug, repeats=0)
    step = Step("person", 0, {"person": _person(number, phone).pk})
    policies.save(policy=policy, steps=[step], by=None)
    made = Service.objects.create(
        name=team.name, slug=team.slug, team=team, policy=policy
    )
    now = timezone.now()
    CalendarEvent.objects.create(
        service=made,
        name="Nobody watches",
        kind=CalendarEvent.Kind.AUTOMATE,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
    )
    key = f"mk_bench-pager-{number:04}"
    ServiceKey.objects.create(
        service=made, digest=digest_of(key), sealed=sealed.seal(key), start=key[:8]
    )
    return key


def _person(number: int, phone: str) -> Person:
    person = Person.objects.create_user(f"bench-{number}@example.com", f"B {number}")
    ContactMethod.objects.create(
        person=person,
        kind=ContactMethod.Kind.PHONE,
        address=phone,
        label="mobile",
        verified_at=timezone.now(),
    )
    for importance in Importance:
        rules = [Rule(Way.CALL, timedelta())]
        set_rules(person=person, importance=importance, rules=rules, by=None)
    return person
