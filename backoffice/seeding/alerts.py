"""Alerts that Brightwater's monitoring sent a moment ago, through the real inbox."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from backoffice.seeding import company
from incidents.alerts import drain, inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import Alert, AlertSettings, InboxRow, TeamRoute
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.people.models import Team
from incidents.record.models import Incident
from incidents.response import alerts, verbs

ROUTES = {
    "payments": "payments-team",
    "platform": "platform-team",
    "storefront": "storefront-team",
}
GRAPHS = f"https://graphs.{company.DOMAIN}"
STORM = "edge-proxy"
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Sent:
    """What a monitoring tool says about a service."""

    service: str
    title: str
    severity: str = "warning"
    action: str = "trigger"
    group: str = ""
    body: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def signal(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "dedup_key": self.title.lower().replace(" ", "-"),
            "group_key": self.group,
            "severity": self.severity,
            "action": self.action,
            "body": self.body,
            "labels": self.labels,
            "links": [{"text": "Graph", "url": f"{GRAPHS}/{self.service}"}],
        }


EU = {"region": "eu-west", "env": "production"}
GATEWAY = "Card Gateway answers slowly"
NODE = "Node k8s-7 is not ready"
# What fires; then what is over again.
FIRING = (
    Sent(
        "card-gateway",
        GATEWAY,
        "error",
        body="p95 is 4.2 s, of 1.5 s allowed, for 10 minutes.",
        labels=EU,
    ),
    Sent("card-gateway", "Retries to the card network over 8 %", labels=EU),
    Sent("card-gateway", "Card Gateway's queue grows", labels=EU),
    Sent("card-gateway", GATEWAY, "error", labels=EU),
    Sent("kubernetes", NODE, "error", labels={"cluster": "blue"}),
    Sent("web-shop", "Search box suggests nothing", "info"),
    *(
        Sent(STORM, f"Edge {city} drops connections", group=city.lower())
        for city in ("Dublin", "Lisbon", "London", "Oslo", "Paris", "Prague")
    ),
)
OVER = (
    Sent("card-gateway", "Card Gateway's queue grows", action="resolve"),
    Sent("kubernetes", NODE, action="resolve"),
)


def route() -> None:
    """Say where each team's alerts are shown, unless somebody did."""
    channels = Conversation.objects.filter(is_archived=False)
    for team, name in ROUTES.items():
        found = Team.objects.filter(slug=team).first()
        channel = channels.filter(name=name).first()
        if found is not None and channel is not None:
            TeamRoute.objects.get_or_create(team=found, defaults={"channel": channel})


def make(*, now: datetime) -> int:
    """Send them unless alerts came before; how many incidents that opened."""
    if Alert.objects.exists():
        return 0
    before = Incident.objects.count()
    # Few enough incidents for a channel to stay readable.
    edge = Service.objects.filter(slug=STORM).first()
    if edge is not None:
        AlertSettings.objects.get_or_create(
            service=edge, defaults={"storm_incidents": 2}
        )
    _send(FIRING)
    _send(OVER)
    _handle(now)
    return Incident.objects.count() - before


def _send(signals: Iterable[Sent]) -> None:
    """As if each was posted, then sorted, be it by a worker that runs beside this."""
    services = dict(Service.objects.values_list("slug", "pk"))
    inbox.put(
        Arrival(services[each.service], "api", json.dumps(each.signal).encode())
        for each in signals
        if each.service in services
    )
    until = time.monotonic() + PATIENCE
    drain.drain_all(now=timezone.now())
    while InboxRow.objects.filter(drained_at=None).exists():
        if time.monotonic() > until:
            return
        time.sleep(0.05)
        drain.drain_all(now=timezone.now())


def _handle(now: datetime) -> None:
    """Grace silences what she knows of, Ada looks into the gateway."""
    grace, ada = company.person("grace"), company.person("ada")
    shop = Incident.objects.filter(service__slug="web-shop", alerts__isnull=False)
    for incident in shop.open().distinct():
        alerts.silence(
            incident=incident,
            until="1d",
            reason="The index is built anew until tomorrow",
            by=grace,
            now=now,
        )
    gateway = Incident.objects.filter(title=GATEWAY).open().first()
    if gateway is not None:
        verbs.accept(incident=gateway, by=ada, now=now)
