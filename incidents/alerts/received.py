"""Bodies as they came: which a person may read, and how they are shown."""

import json
import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from incidents import ports
from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import Alert, InboxRow
from incidents.alerts.replaying import QUEUE
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.record.models import Incident

SHOWN_LIMIT = 100_000
HIDDEN = "(hidden)"
# Our own keys, wherever a tool repeats them, and fields that are secrets by their name.
_KEY = re.compile(r"\b(mk_[\w-]{4})[\w-]{8,}")
_SECRET = re.compile(
    r"^(?:.*[_-])?(?:authorization|password|passwd|secret|token|api[_-]?key"
    r"|routing[_-]?key|service[_-]?key|genie[_-]?key|signature|credentials?)$",
    re.IGNORECASE,
)


def visible(by: Person) -> "QuerySet[InboxRow]":
    """What this person may read: not what a private incident of others was made of.

    An alert knows the first and the last body that spoke of it, so everything that the
    service got in between is kept from outsiders.
    """
    seen = Incident.objects.visible_to(by)
    theirs = Alert.objects.filter(
        service=OuterRef("service_id"),
        first_inbox_id__lte=OuterRef("pk"),
        last_inbox_id__gte=OuterRef("pk"),
        incident__is_private=True,
    ).exclude(incident__in=seen)
    return InboxRow.objects.filter(~Exists(theirs))


def last_of(service: Service) -> InboxRow | None:
    """The latest body that this service got, without the body itself."""
    found = InboxRow.objects.filter(service=service).defer("body")
    return found.order_by("-pk").first()


def recent(*, source: str, by: Person, mapping: str = "", most: int) -> list[InboxRow]:
    """The latest bodies of a source, or of one JSON mapping, that are no replays."""
    found = visible(by).filter(source=source, replay_of__isnull=True)
    if mapping:
        found = found.filter(context__mapping=mapping)
    return list(found.select_related("service").order_by("-pk")[:most])


@transaction.atomic
def send_test(
    *, service: Service, by: Person, now: datetime, is_over: bool = False
) -> int:
    """An alert to try the way with, or its end; answers the body's number."""
    alert = {
        "title": f"Test alert of {service}",
        "body": f"{by} pressed the button on the service's page. Nothing is wrong.",
        "severity": "info",
        "dedup_key": f"muster-test-{service.pk}",
        "group_key": f"muster-test-{service.pk}",
        "action": "resolve" if is_over else "trigger",
        "at": now.isoformat(),
    }
    body = json.dumps(alert).encode()
    (number,) = inbox.put([Arrival(service_id=service.pk, source="api", body=body)])
    transaction.on_commit(lambda: ports.wake(QUEUE))
    return number


def shown(body: bytes) -> str:
    """The body for a person: JSON set out in lines, without keys and passwords."""
    try:
        found = json.loads(body)
        text = json.dumps(_without_secrets(found), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    text = _KEY.sub(rf"\1…{HIDDEN}", text)
    if len(text) <= SHOWN_LIMIT:
        return text
    return f"{text[:SHOWN_LIMIT]}\n… {len(text) - SHOWN_LIMIT:,} more characters"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: HIDDEN
            if isinstance(inner, str) and inner and _SECRET.match(name)
            else _without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(inner) for inner in value]
    return value
