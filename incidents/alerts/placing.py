"""Which service, group, severity and rule an alert falls under. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from incidents.alerts.cleaning import key, tags
from incidents.alerts.conditions import Subject
from incidents.alerts.models import AlertSettings
from incidents.alerts.routing import Routed, Router
from incidents.alerts.severities import severity_of_word
from incidents.alerts.states import AlertState, Incoming
from incidents.calendars.values import Coverage

WHOLE_SERVICE = "service"
PRIVATE = "private/"


@dataclass(frozen=True, slots=True)
class Hush:
    """A silence that stands; `group_key` is empty for the whole service."""

    group_key: str
    until: datetime
    reason: str


@dataclass(slots=True)
class ServiceFacts:
    """A service and how its alerts are handled. `opened` counts the groups that were
    opened within its storm window, at most as many as make a storm.
    """

    pk: int
    name: str
    slug: str
    team: int
    team_slug: str
    team_name: str
    settings: AlertSettings
    coverage: Coverage
    silences: Sequence[Hush] = ()
    opened: int = 0

    def hush(self, group_key: str) -> Hush | None:
        """The silence that holds longest for this group."""
        mine = [each for each in self.silences if each.group_key in ("", group_key)]
        return max(mine, key=lambda each: each.until, default=None)


class Place(Struct, frozen=True):
    """Where an alert belongs: `target` is the service that handles it."""

    target: int
    group_key: str
    severity: str
    tags: tuple[str, ...]
    routed: Routed


class Sighting(Struct, frozen=True):
    """What an alert says, whether it is being sent or was kept.

    `kept_key` is the group key that it was given before.
    """

    service: int
    source: str
    title: str
    body: str
    word: str
    dedup_key: str
    group_key: str
    labels: Mapping[str, str]
    tags: tuple[str, ...]
    at: datetime
    kept_key: str = ""


def sighting_of(what: Incoming | AlertState) -> Sighting:
    if isinstance(what, Incoming):
        said = what.signal
        return Sighting(
            service=what.service,
            source=what.source,
            title=said.title,
            body=said.body,
            word=said.severity,
            dedup_key=said.dedup_key,
            group_key=said.group_key,
            labels=said.labels,
            tags=said.tags,
            at=what.at,
        )
    return Sighting(
        service=what.service,
        source=what.source,
        title=what.title,
        body=what.body,
        word=what.source_severity,
        dedup_key=what.dedup_key,
        group_key=what.group_key,
        labels=what.labels,
        tags=tuple(what.tags),
        at=what.last_at,
        kept_key=what.group_key,
    )


def place(
    sighting: Sighting,
    services: Mapping[int, ServiceFacts],
    rules: Router,
    slugs: Mapping[str, int],
) -> Place:
    """Try the rules, then the settings of the service that it ends at."""
    service = services[sighting.service]
    routed = rules.route(_subject(sighting, service))
    target = services[slugs.get(routed.service, service.pk)]
    return Place(
        target=target.pk,
        group_key=sighting.kept_key or _group_key(sighting, target, routed),
        severity=routed.severity or severity_of_word(sighting.word),
        tags=tags([*sighting.tags, *routed.tags]),
        routed=routed,
    )


def _subject(sighting: Sighting, service: ServiceFacts) -> Subject:
    return Subject(
        title=sighting.title,
        at=sighting.at.astimezone(service.coverage.zone),
        service=service.slug,
        team=service.team_slug,
        source=sighting.source,
        body=sighting.body,
        severity=severity_of_word(sighting.word),
        word=sighting.word,
        coverage=service.coverage.mode.value,
        dedup_key=sighting.dedup_key,
        group_key=sighting.group_key,
        tags=sighting.tags,
        labels=sighting.labels,
    )


def _group_key(sighting: Sighting, target: ServiceFacts, routed: Routed) -> str:
    """The tool's own, or the chosen labels' values, or one for the whole service.

    What a rule makes private is never grouped with what is public.
    """
    found = sighting.group_key
    if not found:
        chosen = target.settings.group_labels
        parts = [f"{name}={sighting.labels.get(name, '')}" for name in chosen]
        found = ", ".join(parts) or WHOLE_SERVICE
    return key(f"{PRIVATE}{found}" if routed.private else found)
