"""A small company, and what its people ask of the bot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot import parsing, registry
from bot.answers import Answer
from bot.asks import Ask
from incidents.catalog.models import Service
from incidents.channels import services as channels
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts
from incidents.lifecycle import arrivals, declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.record import queries as record
from incidents.record.models import Incident
from tests.bot.facts import NOW


@dataclass
class Company:
    """Ada, Grace and Ben; Ada and Grace are the team of Checkout."""

    workspace: Workspace
    people: dict[str, Person]
    service: Service

    def declares(
        self, who: str = "Ada", title: str = "Checkout errors", **more: Any
    ) -> Incident:
        """Declare an incident and open its channel."""
        incident = declaring.declare(
            declaration=Declaration(title=title, **more),
            by=self.people[who],
            now=NOW - timedelta(minutes=42),
        )
        facts = ConversationFacts(
            slack_id=f"CINC{incident.pk}", name=incident.channel_name
        )
        conversation = channels.save_conversation(workspace=self.workspace, facts=facts)
        arrivals.channel_opened(incident=incident, conversation=conversation)
        return self.again(incident)

    def again(self, incident: Incident) -> Incident:
        """The incident as it is now."""
        return record.get(incident.pk)

    def ask(
        self, who: str = "Ada", incident: Incident | None = None, **more: Any
    ) -> Ask:
        """An ask about the incident as it is now, as dispatch finds it."""
        incident = self.again(incident) if incident else None
        return Ask(
            person=self.people[who],
            slack_id=f"U{who.upper()}",
            now=NOW,
            incident=incident,
            **more,
        )

    def types(
        self, text: str, who: str = "Ada", here: Incident | None = None
    ) -> Answer:
        """Type behind the slash command, in an incident's channel or elsewhere."""
        parsed = parsing.parse(
            text, commands=registry.commands(), inside=here is not None
        )
        ask = self.ask(who, here, here=here, words=parsed.words)
        if parsed.incident_id is not None:
            found = record.find(parsed.incident_id, by=self.people[who])
            ask = replace(ask, incident=found)
        return parsed.command.run(ask)

    def submits(
        self,
        form: str,
        values: Mapping[str, Any] | None = None,
        *,
        who: str = "Ada",
        incident: Incident | None = None,
        carried: Mapping[str, Any] | None = None,
    ) -> Answer:
        (modal,) = (m for m in registry.modals() if m.callback_id == form)
        ask = self.ask(who, incident, values=values or {}, carried=carried or {})
        return modal.submit(ask)

    def presses(
        self,
        button: str,
        who: str = "Ada",
        incident: Incident | None = None,
        value: str = "",
    ) -> Answer:
        (action,) = (a for a in registry.actions() if a.action_id == button)
        return action.run(self.ask(who, incident, value=value))


@pytest.fixture
def company(db: None) -> Company:
    workspace = channels.connect(
        facts=WorkspaceFacts(
            slack_id="T1",
            name="Example",
            url="https://example.slack.com/",
            bot_id="B1",
            bot_user_id="UBOT",
        )
    )
    names = ("Ada", "Grace", "Ben")
    channels.save_users(
        workspace=workspace,
        users=[
            UserFacts(
                slack_id=f"U{name.upper()}",
                handle=name.lower(),
                name=name,
                email=f"{name.lower()}@example.com",
            )
            for name in names
        ],
    )
    people = {person.name: person for person in Person.objects.filter(name__in=names)}
    team = Team.objects.create(name="Payments", slug="payments")
    team.people.add(people["Ada"], people["Grace"])
    service = Service.objects.create(name="Checkout", slug="checkout", team=team)
    return Company(workspace=workspace, people=people, service=service)
