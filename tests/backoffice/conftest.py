"""A few people, a service and an incident, each with the state it has in real life."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.catalog.models import Service
from incidents.channels import services as channels
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.people.services import grant_admin
from incidents.record.models import Incident

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def workspace(db: None) -> Workspace:
    workspace = channels.connect(
        facts=WorkspaceFacts(
            slack_id="T1",
            name="Brightwater",
            url="https://brightwater.slack.com/",
            bot_id="B1",
            bot_user_id="U0",
        )
    )
    names = ["ada", "ben", "chloe", "dev", "elena", "farid", "grace", "hugo"]
    channels.save_users(
        workspace=workspace,
        users=[
            UserFacts(
                slack_id=f"U{name.upper()}",
                handle=name,
                name=f"{name.title()} Example",
                email=f"{name}@brightwater.example",
                timezone="Asia/Tokyo" if name == "ben" else "UTC",
            )
            for name in names
        ],
    )
    named = ["incidents", "help-incidents", "deployments", "payments-team"]
    channels.save_conversations(
        workspace=workspace,
        conversations=[
            ConversationFacts(slack_id=f"C{n}", name=name, is_member=True)
            for n, name in enumerate(named)
        ],
    )
    return workspace


@pytest.fixture
def ada(workspace: Workspace) -> Person:
    """The admin, a superuser."""
    return grant_admin(
        email="ada@brightwater.example", name="Ada Example", password=PASSWORD
    )


@pytest.fixture
def ben(workspace: Workspace) -> Person:
    """A responder in Tokyo, no admin."""
    return Person.objects.get(email="ben@brightwater.example")


@pytest.fixture
def grace(workspace: Workspace) -> Person:
    return Person.objects.get(email="grace@brightwater.example")


@pytest.fixture
def service(workspace: Workspace) -> Service:
    team = Team.objects.create(name="Payments", slug="payments")
    return Service.objects.create(name="Checkout API", slug="checkout-api", team=team)


@pytest.fixture
def incident(service: Service, ben: Person) -> Incident:
    return declare("Checkout returns 502", by=ben, service=service)


@pytest.fixture
def secret(workspace: Workspace, grace: Person) -> Incident:
    """A private incident that only Grace is in, with its channel."""
    made = declare("Payroll export was read", by=grace, is_private=True)
    made.channel = channels.save_conversation(
        workspace=workspace,
        facts=ConversationFacts(
            slack_id="CSECRET", name=made.channel_name, is_private=True
        ),
    )
    made.save(update_fields=["channel"])
    return made


def declare(
    title: str,
    *,
    by: Person,
    severity: str = "SEV2",
    service: Service | None = None,
    is_private: bool = False,
) -> Incident:
    return declaring.declare(
        declaration=Declaration(
            title=title,
            severity=severity,
            service=service.pk if service else None,
            is_private=is_private,
        ),
        by=by,
        now=NOW,
    )


@pytest.fixture
def admin(ada: Person) -> Client:
    """Ada's browser."""
    return browser(ada)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client
