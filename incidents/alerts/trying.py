"""What the routing rules would say of an alert, kept or made up; changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from incidents.alerts.conditions import Subject
from incidents.alerts.models import Alert
from incidents.alerts.routing import Routed, Rule, Tried, load_rules, route
from incidents.alerts.routing_rules import in_words
from incidents.alerts.severities import severity_of_word
from incidents.calendars.queries import coverage_mode
from incidents.catalog.models import Service
from incidents.values import Mistake


@dataclass(frozen=True, slots=True)
class Example:
    """What came of it: the rules that were looked at and what they say together."""

    outcome: str
    reason: str
    coverage: str
    tried: tuple[Tried, ...]


def try_alert(*, alert: Alert, at: datetime) -> Example:
    """As the rules would treat this alert if it came at `at` for its service."""
    return try_typed(
        service=alert.service,
        title=alert.title,
        body=alert.body,
        word=alert.source_severity,
        source=alert.source,
        labels=alert.labels,
        tags=tuple(alert.tags),
        dedup_key=alert.dedup_key,
        group_key=alert.group_key,
        at=at,
    )


def try_typed(
    *,
    service: Service,
    title: str,
    at: datetime,
    body: str = "",
    word: str = "",
    source: str = "",
    labels: dict[str, str] | None = None,
    tags: tuple[str, ...] = (),
    dedup_key: str = "",
    group_key: str = "",
) -> Example:
    """The same of an alert that somebody made up. `at` is aware."""
    coverage = coverage_mode(service, at)
    subject = Subject(
        title=title,
        at=at.astimezone(coverage.zone),
        service=service.slug,
        team=service.team.slug,
        source=source,
        body=body,
        severity=severity_of_word(word),
        word=word,
        coverage=coverage.mode.value,
        dedup_key=dedup_key,
        group_key=group_key,
        tags=tags,
        labels=labels or {},
    )
    routed = route(load_rules(), subject)
    said = f"{coverage.mode.label}: {coverage.reason}"
    return Example(_outcome(routed), routed.reason, said, routed.tried)


def labels_of(text: str) -> dict[str, str]:
    """Labels as typed, each in a line such as job=nightly. Raises Mistake."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = (part.strip() for part in line.partition("="))
        if not (name or value or equals):
            continue
        if not name or not equals:
            raise Mistake(
                f"“{line.strip()[:60]}” is no label: write it such as job=nightly.",
                field="labels",
            )
        found[name] = value
    return found


def _outcome(routed: Routed) -> str:
    said = Rule(
        number=0,
        name="",
        service=routed.service,
        severity=routed.severity,
        policy=routed.policy,
        channel=routed.channel,
        private=routed.private,
        hold_back_seconds=routed.hold_back_seconds,
        suppresses=routed.suppress,
        tags=routed.tags,
    )
    return in_words(said)
