"""Brightwater: its teams, its services, and what its channels are for."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from incidents.catalog.models import Service
from incidents.channels.models import (
    TAG_ANNOUNCEMENTS,
    TAG_DEPLOYMENTS,
    TAG_HELP,
    Conversation,
)
from incidents.people.models import Person, Team

DOMAIN = "brightwater.example"
RUNBOOKS = f"https://runbooks.{DOMAIN}"


class SlackLacks(Exception):
    """The connected workspace is not Brightwater's: somebody is missing."""


@dataclass(frozen=True)
class TeamPlan:
    """A team, the first names of its people, and its services with what each does."""

    name: str
    description: str
    people: tuple[str, ...]
    services: tuple[tuple[str, str], ...]


TEAMS = (
    TeamPlan(
        "Payments",
        "Card payments, payouts and the ledger",
        ("ada", "ben", "chloe"),
        (
            ("Checkout API", "Takes orders and asks for their payment"),
            ("Card Gateway", "Speaks to the card networks"),
            ("Ledger", "Books every payment and payout"),
        ),
    ),
    TeamPlan(
        "Platform",
        "Kubernetes, databases and the network",
        ("dev", "elena", "farid"),
        (
            ("Edge Proxy", "Where every request comes in"),
            ("Kubernetes", "Runs everything else"),
        ),
    ),
    TeamPlan(
        "Storefront",
        "The shop that customers see",
        ("grace", "hugo"),
        (
            ("Web Shop", "The shop's pages and basket"),
            ("Search", "Finds products by words and filters"),
        ),
    ),
)
TAGS = {
    "incidents": TAG_ANNOUNCEMENTS,
    "help-incidents": TAG_HELP,
    "deployments": TAG_DEPLOYMENTS,
    "payments-team": "team_room",
}


def email(first_name: str) -> str:
    return f"{first_name}@{DOMAIN}"


def person(first_name: str) -> Person:
    """Raises SlackLacks when Slack told of no such person."""
    found = Person.objects.filter(email__iexact=email(first_name)).first()
    if found is None:
        raise SlackLacks(
            f"Slack has no user {email(first_name)}. The seed is for the sandbox's "
            "company: point SLACK_API_URL at the sandbox, or add your own teams in "
            "the back-office."
        )
    return found


@transaction.atomic
def make() -> None:
    """Make what is not there yet; what was changed since stays changed.

    Raises SlackLacks.
    """
    for plan in TEAMS:
        team, made = Team.objects.get_or_create(
            slug=slugify(plan.name),
            defaults={"name": plan.name, "description": plan.description},
        )
        if made:
            team.people.add(*(person(name) for name in plan.people))
        for name, description in plan.services:
            Service.objects.get_or_create(
                slug=slugify(name),
                defaults={
                    "name": name,
                    "team": team,
                    "description": description,
                    "runbook_url": f"{RUNBOOKS}/{slugify(name)}",
                },
            )
    for name, tag in TAGS.items():
        Conversation.objects.filter(name=name, tags=[]).update(tags=[tag])
