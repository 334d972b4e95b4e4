"""Who is in an incident's channel, as Slack lists it."""

import pytest

from incidents.channels.models import Conversation
from incidents.lifecycle import membership
from incidents.lifecycle import services as lifecycle
from incidents.record import privacy
from incidents.record import queries as record
from incidents.record.models import Incident
from incidents.roles import queries as roles
from incidents.roles import services as role_services
from incidents.roles.models import Assignment
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]


@pytest.fixture
def secret(company: Company) -> Incident:
    """Declared private by Ada; Grace and Ben are in its private channel too."""
    made = company.declares("Ada", "Laptop stolen", is_private=True)
    Conversation.objects.filter(incident=made).update(is_private=True)
    made = company.again(made)
    listed(made, "UADA", "UGRACE", "UBEN")
    return made


def channel_of(incident: Incident) -> Conversation:
    return Conversation.objects.get(incident=incident)


def listed(incident: Incident, *members: str) -> int:
    """Slack lists these."""
    channel = channel_of(incident)
    before = membership.known(channel)
    return membership.read(
        conversation=channel, members=members, before=before, now=NOW
    )


def insiders(incident: Incident) -> list[str]:
    return [person.name for person in privacy.insiders(record.get(incident.pk))]


def test_who_is_listed_no_more_sees_a_private_incident_no_more(
    company: Company, secret: Incident
) -> None:
    assert insiders(secret) == ["Ada", "Ben", "Grace"]
    role_services.assign(
        incident=secret,
        role=roles.named("comms"),
        person=company.people["Ben"],
        by=company.people["Ada"],
        now=NOW,
    )
    assert listed(secret, "UADA", "UGRACE") == 2
    assert insiders(secret) == ["Ada", "Grace"]
    assert not Assignment.objects.filter(incident=secret).current().exists()


def test_who_is_listed_again_sees_it_again(company: Company, secret: Incident) -> None:
    listed(secret, "UADA")
    listed(secret, "UADA", "UBEN")
    assert insiders(secret) == ["Ada", "Ben"]


def test_who_joined_while_slack_was_answering_stays(
    company: Company, secret: Incident
) -> None:
    listed(secret, "UADA")
    channel = channel_of(secret)
    before = membership.known(channel)
    membership.joined(channel=channel.slack_id, person=company.people["Ben"])
    membership.read(conversation=channel, members=["UADA"], before=before, now=NOW)
    assert insiders(secret) == ["Ada", "Ben"]
    assert channel.people.filter(name="Ben").exists()


def test_who_is_invited_and_was_never_listed_keeps_sight(
    company: Company, secret: Incident
) -> None:
    listed(secret, "UADA")
    role_services.assign(
        incident=secret,
        role=roles.named("scribe"),
        person=company.people["Grace"],
        by=company.people["Ada"],
        now=NOW,
    )
    listed(secret, "UADA")
    assert insiders(secret) == ["Ada", "Grace"]


def test_channels_of_private_incidents_are_read_after_their_end_too(
    company: Company, secret: Incident
) -> None:
    public = company.declares("Ada", "Checkout errors")
    for each in (secret, public):
        lifecycle.resolve(incident=each, by=company.people["Ada"], now=NOW)
    assert membership.next_to_read(after=0) == channel_of(secret)
    assert membership.next_to_read(after=channel_of(secret).pk) is None
