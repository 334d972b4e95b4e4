"""/metrics for Prometheus: what the database says at the moment of the scrape.

Source: the text format of prometheus-client, https://prometheus.io/docs/instrumenting/.
No label and no count of alerts or incidents tells that there is a private one.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from backoffice import parts
from incidents.auditing import queries as auditing
from incidents.catalog import keys
from incidents.catalog.models import ApiKey, Service
from incidents.heartbeats import health
from incidents.outbox import queries as outbox


class Database(Collector):
    """A handful of indexed queries for each scrape."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield from self._inbox()
        yield self._alerts()
        yield from _incidents()
        yield from _outbox()
        yield from _heartbeats()
        yield self._parts()
        yield from self._audit()

    def _inbox(self) -> Iterator[Metric]:
        found = health.inbox(self._now)
        yield CounterMetricFamily(
            "muster_received_bodies",
            "Bodies that got a number in the inbox; a batch that PostgreSQL rolled "
            "back leaves a gap, which counts too.",
            value=found.stored,
        )
        yield CounterMetricFamily(
            "muster_drained_bodies",
            "Bodies that became alerts: all but those that wait.",
            value=found.stored - found.waiting,
        )
        yield GaugeMetricFamily(
            "muster_inbox_waiting_bodies",
            "Bodies that wait in the inbox. None is ever dropped.",
            value=found.waiting,
        )
        yield GaugeMetricFamily(
            "muster_inbox_lag_seconds",
            "How long the oldest body that waits has waited.",
            value=found.lag.total_seconds(),
        )

    def _alerts(self) -> Metric:
        family = GaugeMetricFamily(
            "muster_open_alerts",
            "Alerts that are not resolved, without those of private incidents.",
            labels=["service", "status"],
        )
        slugs = dict(Service.objects.values_list("pk", "slug"))
        for service, counts in health.open_alerts(by=None).items():
            for status, number in counts.items():
                family.add_metric([slugs.get(service, ""), status], number)
        return family

    def _parts(self) -> Metric:
        family = GaugeMetricFamily(
            "muster_part_up",
            "1 for a part of Muster that does what it is for; /api/v1/status says what "
            "is wrong.",
            labels=["part"],
        )
        for each in parts.every(self._now):
            family.add_metric([each.name], int(each.ok))
        return family

    def _audit(self) -> Iterator[Metric]:
        found = auditing.standing(self._now)
        family = GaugeMetricFamily(
            "muster_audit_troubles",
            "What does not work, by kind; docs/auditor.md tells the kinds.",
            labels=["kind"],
        )
        for kind, number in Counter(each.kind for each in found.troubles).items():
            family.add_metric([kind], number)
        yield family
        if found.looked_at is not None:
            yield GaugeMetricFamily(
                "muster_audit_last_look_timestamp_seconds",
                "When Muster last looked at itself; every ten seconds while it can.",
                value=found.looked_at.timestamp(),
            )
        if found.answered_at is not None:
            yield GaugeMetricFamily(
                "muster_deadman_last_answer_timestamp_seconds",
                "When the address outside last answered a ping well.",
                value=found.answered_at.timestamp(),
            )


def _incidents() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "muster_open_incidents",
        "Incidents that are open, from triage to monitoring, without private ones.",
        labels=["severity"],
    )
    for severity, number in health.incidents_open(by=None).items():
        family.add_metric([severity or "none"], number)
    yield family


def _outbox() -> Iterator[Metric]:
    waiting, dead = outbox.backlog()
    yield GaugeMetricFamily(
        "muster_outbox_waiting_effects",
        "Effects that are to be carried out, or are being so.",
        value=waiting,
    )
    yield GaugeMetricFamily(
        "muster_outbox_failed_effects",
        "Effects that gave up and wait for a Retry.",
        value=dead,
    )


def _heartbeats() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "muster_heartbeats", "Heartbeats by their state.", labels=["state"]
    )
    for state, number in health.heartbeats_by_state().items():
        family.add_metric([state], number)
    yield family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For who brings an API key with the scope alerts:read."""
    now = timezone.now()
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = keys.find(secret.strip(), now=now) if scheme.lower() == "bearer" else None
    if key is None:
        text = "Send an API key as `Authorization: Bearer <key>`.\n"
        refused = HttpResponse(text, status=401, content_type="text/plain")
        refused["WWW-Authenticate"] = 'Bearer realm="Muster"'
        return refused
    if ApiKey.Scope.ALERTS_READ not in key.scopes:
        text = f"The key lacks the scope {ApiKey.Scope.ALERTS_READ.value}.\n"
        return HttpResponse(
            text, status=HTTPStatus.FORBIDDEN, content_type="text/plain"
        )
    registry = CollectorRegistry()
    registry.register(Database(now))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
