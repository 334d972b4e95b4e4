"""How Brightwater's alerts come in; every service has its key already."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.alerts.models import AlertSettings, JsonMapping
from incidents.catalog import service_keys
from incidents.catalog.keys import digest_of
from incidents.catalog.models import Service, ServiceKey

SETTINGS: dict[str, dict[str, Any]] = {
    "kubernetes": {"group_labels": ["cluster", "alertname"]},
    "search": {"stale_hours": 24},
}
# What the shop's own small monitor posts, in its own shape.
MAPPING = {
    "name": "Shop monitor",
    "each": "problems",
    "title": "name",
    "body": "text",
    "severity": "level",
    "dedup_key": "to_string(id)",
    "action": "state",
    "resolves": ["FINE"],
    "labels": "{host: host, page: page}",
    "link": "href",
}


KEYED = "ledger"


@transaction.atomic
def make(*, key: str, now: datetime) -> None:
    """Make what is not there yet; what was changed since stays changed. `key` is one
    more of the ledger's, if there is any.
    """
    ledger = Service.objects.filter(slug=KEYED).first()
    known = ServiceKey.objects.filter(digest=digest_of(key))
    if key and ledger is not None and not known.exists():
        service_keys.make(service=ledger, by=None, now=now, secret=key)
    for slug, chosen in SETTINGS.items():
        service = Service.objects.filter(slug=slug).first()
        if service is not None:
            AlertSettings.objects.get_or_create(service=service, defaults=chosen)
    JsonMapping.objects.get_or_create(slug="shop-monitor", defaults=MAPPING)
