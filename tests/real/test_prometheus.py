"""Debian's Prometheus and Alertmanager speak to Muster in each way they know.

A service each gets what its receiver brings: Alertmanager's webhook with the key in a
header and in the address, and the drop-ins for PagerDuty and Opsgenie.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import takewhile
from textwrap import dedent
from typing import Any

import pytest
import yaml

from incidents.alerts.sources import find
from tests.company import running_company
from tests.conftest import MUSTERS
from tests.muster_process import Muster
from tests.real.prometheus import Monitoring, binary, running_monitoring
from tests.servers import Servers

HEADER, PATH = "checkout-api", "ledger"
PAGERDUTY, OPSGENIE = "edge-proxy", "search"
SERVICES = (HEADER, PATH, PAGERDUTY, OPSGENIE)
WEBHOOKS = (HEADER, PATH)
# There, Alertmanager sends one alert for its group, under a title that counts hosts.
GROUP = dict.fromkeys((PAGERDUTY, OPSGENIE), "of the group")
SECONDS = 40.0
KEYS = """
import json
from incidents.catalog.models import ServiceKey
from incidents.catalog.service_keys import secret_of
keys = ServiceKey.objects.select_related("service")
print(json.dumps({key.service.slug: secret_of(key) for key in keys}))
"""
ALERTS = """
SELECT alert.title, alert.status, incident.status
FROM incidents_alert AS alert
JOIN incidents_service AS service ON service.id = alert.service_id
LEFT JOIN incidents_incident AS incident ON incident.id = alert.incident_id
WHERE service.slug = %s AND alert.count > 0 ORDER BY alert.title
"""
Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def watched(servers: Servers) -> Iterator[tuple[Muster, Monitoring]]:
    """One Muster, one Prometheus and one Alertmanager for this file."""
    with ExitStack() as end:
        _, muster = end.enter_context(running_company(servers, redis=False))
        keys: dict[str, str] = json.loads(muster.manage("shell", "-v0", "-c", KEYS))
        monitoring = end.enter_context(
            running_monitoring(
                servers.folder / "monitoring",
                receivers=receivers(muster.url, keys),
                lifeline=servers.lifeline,
            )
        )
        yield muster, monitoring


def receivers(url: str, keys: dict[str, str]) -> list[dict[str, Any]]:
    """As the setup pages of the sources say, letter by letter."""

    def pasted(source: str, service: str) -> dict[str, Any]:
        hook = f"{url}/hooks/{source}/{keys[service]}"
        found = find(source)
        assert found is not None
        page = found.setup.format(
            url=url, hook=hook, key=keys[service], service=service
        )
        return {**receiver_of(page), "name": service}

    hook = f"{url}/hooks/alertmanager/{keys[PATH]}"
    return [
        pasted("alertmanager", HEADER),
        {"name": PATH, "webhook_configs": [{"url": hook}]},
        pasted("pagerduty", PAGERDUTY),
        pasted("opsgenie", OPSGENIE),
    ]


def receiver_of(page: str) -> dict[str, Any]:
    """The receiver in the YAML that a setup page shows."""
    _, _, after = page.partition("    receivers:\n")
    lines = takewhile(lambda line: line.startswith("    "), after.splitlines())
    (receiver,) = yaml.safe_load(dedent("\n".join(lines)))
    return dict(receiver)


class Watch:
    """What Muster has of each service, beside the monitoring that tells it."""

    def __init__(self, muster: Muster, monitoring: Monitoring) -> None:
        self.muster = muster
        self.monitoring = monitoring

    def alerts(self, service: str) -> list[Row]:
        """Title, status, and its incident's status, of what fired.

        For a while, Alertmanager repeats what was resolved for a test before this one.
        """
        return [
            (GROUP.get(service, title), status, incident)
            for title, status, incident in self.muster.sql(ALERTS, service)
        ]

    def wait(self, service: str, *expected: Row) -> None:
        """Until these are the alerts of a service."""
        wanted = sorted(expected)
        try:
            self.muster.wait_until(
                lambda: sorted(self.alerts(service)) == wanted, SECONDS
            )
        except AssertionError as error:
            raise AssertionError(
                f"{service} has {self.alerts(service)}, not {wanted}\n"
                f"{self.monitoring.logs()}\n{error}"
            ) from None

    def wait_all(self, status: str, incident: str, *hosts: str) -> None:
        """Until each service's alerts are so, as its receiver tells of them."""
        for service in WEBHOOKS:
            self.wait(service, *((of_host(host), status, incident) for host in hosts))
        for service in (PAGERDUTY, OPSGENIE):
            self.wait(service, (GROUP[service], status, incident))


def of_host(host: str) -> str:
    return f"Checkout on {host} is down"


@pytest.fixture
def watch(
    watched: tuple[Muster, Monitoring], request: pytest.FixtureRequest
) -> Iterator[Watch]:
    """With every host mended and every alert forgotten."""
    muster, monitoring = watched
    request.node.stash.setdefault(MUSTERS, []).append(muster)
    yield Watch(muster, monitoring)
    monitoring.thaw_prometheus()
    monitoring.mends("web-1", "web-2")
    muster.wait_until(
        lambda: (
            not muster.sql("SELECT FROM incidents_alert WHERE status <> 'resolved'")
        ),
        SECONDS,
    )
    muster.sql("TRUNCATE incidents_incident, incidents_alert CASCADE")


def test_what_breaks_becomes_an_incident_that_ends_when_it_is_mended(
    watch: Watch,
) -> None:
    watch.monitoring.breaks("web-1", "web-2")
    watch.wait_all("firing", "triage", "web-1", "web-2")

    for service in WEBHOOKS:
        ((incidents,),) = watch.muster.sql(
            "SELECT count(DISTINCT incident_id) FROM incidents_alert AS alert JOIN "
            "incidents_service AS s ON s.id = alert.service_id WHERE s.slug = %s",
            service,
        )
        assert incidents == 1

    watch.monitoring.mends("web-1")
    for service in WEBHOOKS:
        watch.wait(
            service,
            (of_host("web-1"), "resolved", "triage"),
            (of_host("web-2"), "firing", "triage"),
        )

    watch.monitoring.mends("web-2")
    watch.wait_all("resolved", "resolved", "web-1", "web-2")


def test_what_only_ended_because_prometheus_was_away_fires_again(watch: Watch) -> None:
    watch.monitoring.breaks("web-1")
    watch.wait_all("firing", "triage", "web-1")
    began = watch.muster.sql("SELECT id, count FROM incidents_alert ORDER BY id")

    watch.monitoring.pause_prometheus()
    watch.wait_all("resolved", "resolved", "web-1")

    watch.monitoring.thaw_prometheus()
    watch.wait_all("firing", "triage", "web-1")
    again = watch.muster.sql("SELECT id, count FROM incidents_alert ORDER BY id")
    assert [number for number, _ in again] == [number for number, _ in began]


def test_a_machine_without_them_is_told_what_to_install() -> None:
    with pytest.raises(AssertionError, match="apt-get install -y prometheus"):
        binary("no-such-program")
