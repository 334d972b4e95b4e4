"""What Prometheus reads, and that it learns nothing of what is private."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.catalog.models import Service
from incidents.heartbeats import services
from incidents.heartbeats.values import Plan
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW
from tests.backoffice.test_api import secret as key_for
from tests.backoffice.test_api_alerts import alert

pytestmark = pytest.mark.django_db
Samples = dict[tuple[str, ...], float]


def scraped(key: str) -> Samples:
    """Each sample by its name and its labels' values, in the order of their names."""
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_scrape_tells_what_waits_and_what_is_open(
    service: Service, incident: Incident
) -> None:
    alert(service, incident=incident)
    alert(service, status="resolved")
    plan = Plan("Backup", interval_seconds=300)
    services.make(service=service, plan=plan, by=None, now=NOW)
    before = scraped(key_for("alerts:read"))
    inbox.put([Arrival(service.pk, "api", b"{}"), Arrival(service.pk, "api", b"{}")])
    found = scraped(key_for("alerts:read"))
    assert found["muster_open_alerts", "checkout-api", "firing"] == 1
    assert found["muster_open_incidents", "SEV2"] == 1
    assert found["muster_heartbeats", "new"] == 1
    assert found["muster_inbox_waiting_bodies",] == 2
    received = ("muster_received_bodies_total",)
    assert found[received] == before[received] + 2
    assert found["muster_part_up", "workers"] == 0


def test_no_count_of_alerts_or_incidents_tells_that_there_is_a_private_one(
    service: Service, incident: Incident, request: pytest.FixtureRequest
) -> None:
    alert(service, incident=incident)
    key = key_for("alerts:read")
    before = without_outbox(scraped(key))
    secret: Incident = request.getfixturevalue("secret")
    alert(service, incident=secret)
    alert(service, incident=secret, status="acknowledged")
    assert without_outbox(scraped(key)) == before


def without_outbox(samples: Samples) -> Samples:
    """Work that waits is counted whatever it is for."""
    return {k: v for k, v in samples.items() if not k[0].startswith("muster_outbox")}


def test_a_scrape_needs_a_key_with_the_scope() -> None:
    assert Client().get("/metrics").status_code == 401
    refused = Client().get(
        "/metrics", headers={"Authorization": f"Bearer {key_for('freeze:read')}"}
    )
    assert refused.status_code == 403
    assert "alerts:read" in refused.text
