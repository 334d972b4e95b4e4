"""A company whose monitoring posts to it, and what is there afterwards."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from incidents.alerts import drain, due, inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import Alert, AlertSettings, InboxRow, TeamRoute
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.people.models import Team
from incidents.record.models import Entry, Incident
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]


@dataclass
class Monitoring:
    """Posts for services, on a clock that a test moves."""

    company: Company
    service: Service
    channel: Conversation
    now: datetime = NOW
    ids: list[int] = field(default_factory=list)

    def post(self, *signals: dict[str, Any], **more: Any) -> list[int]:
        """One body for each signal; nothing is sorted yet."""
        return [self.body(json.dumps(signal).encode(), **more) for signal in signals]

    def body(self, body: bytes, source: str = "api", **more: Any) -> int:
        service = more.pop("service", self.service)
        (number,) = inbox.put([Arrival(service.pk, source, body, **more)])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE incidents_inbox SET received_at = %s WHERE id = %s",
                [self.now, number],
            )
        return number

    def sends(self, title: str = "Disk full", **more: Any) -> None:
        """Post a signal and sort it."""
        service = {"service": more.pop("service")} if "service" in more else {}
        self.post({"title": title, **more}, **service)
        drain.drain_all(now=self.now)

    def resolves(self, title: str = "Disk full", **more: Any) -> None:
        self.sends(title, action="resolve", **more)

    def drains(self) -> int:
        return drain.drain_all(now=self.now)

    def later(self, **time: float) -> None:
        """Time passes, and what is due by then is done."""
        self.now += timedelta(**time)
        while due.advance(now=self.now):
            pass

    def settings(self, **values: Any) -> AlertSettings:
        found, _ = AlertSettings.objects.update_or_create(
            service=self.service, defaults=values
        )
        return found

    def alert(self, title: str = "Disk full") -> Alert:
        return Alert.objects.filter(title=title).latest("pk")

    def why(self, title: str = "Disk full") -> str:
        """All reasons of an alert, in their order."""
        return "; ".join(each["reason"] for each in self.alert(title).decisions)

    def incident(self) -> Incident:
        return Incident.objects.latest("pk")

    def lines(self) -> list[str]:
        """The newest incident's timeline."""
        found = Entry.objects.filter(incident=self.incident())
        return list(found.order_by("pk").values_list("text", flat=True))

    def row(self, number: int) -> InboxRow:
        return InboxRow.objects.get(pk=number)


@pytest.fixture
def monitoring(company: Company) -> Monitoring:
    """Payments' alerts are shown in #payments."""
    channel = Conversation.objects.create(
        workspace=company.workspace, slack_id="CPAY", name="payments"
    )
    team = Team.objects.get(slug="payments")
    TeamRoute.objects.update_or_create(team=team, defaults={"channel": channel})
    return Monitoring(company, company.service, channel)
