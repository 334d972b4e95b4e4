"""What an incident's alerts have in common, in as few words as possible. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from incidents.alerts.cleaning import TAG_LIMIT, line
from incidents.alerts.states import IncidentState

MOST = 3
MOST_CHOSEN = 5
# Labels that say what people ask first; others follow in the order they came.
TELLING = (
    "environment",
    "env",
    "stage",
    "region",
    "cluster",
    "namespace",
    "app",
    "job",
    "component",
    "host",
    "instance",
)
# Labels that say nothing about what is wrong, or what is said elsewhere.
SILENT = frozenset(
    {"severity", "priority", "alertname", "monitor", "prometheus", "endpoint", "uid"}
)
LONGEST_WORD = 30


def derive(
    alerts: Sequence[Mapping[str, str]],
    *,
    said: str,
    given: Iterable[str] = (),
    chosen: Sequence[str] = (),
) -> list[str]:
    """The tags of an incident whose alerts have these labels.

    `given` are tags that tools and rules put on all of them. `chosen` are labels whose
    values become tags, whatever they are. Else it is what all alerts share and `said`,
    the title with the service's name, does not say already: at most MOST.
    """
    explicit = list(dict.fromkeys(given))
    if chosen:
        values = [each[name] for each in alerts for name in chosen if each.get(name)]
        found = dict.fromkeys(line(value, TAG_LIMIT) for value in values)
        return [*explicit, *list(found)[:MOST_CHOSEN]]
    words = list(dict.fromkeys(_common(alerts)))
    fresh = [word for word in words if word.casefold() not in said.casefold()]
    return list(dict.fromkeys([*explicit, *fresh[:MOST]]))


def narrow(
    kept: Iterable[str], alerts: Iterable[tuple[Mapping[str, str], Sequence[str]]]
) -> list[str]:
    """Of the tags that were derived, those that further alerts (labels, tags) share."""
    found = list(kept)
    for labels, tags in alerts:
        if not found:
            break
        values = {line(value, TAG_LIMIT) for value in labels.values()} | set(tags)
        found = [tag for tag in found if tag in values]
    return found


def of_incident(
    incident: IncidentState, kept: Sequence[str], *, service: str, chosen: Sequence[str]
) -> list[str]:
    """What its derived tags become with the alerts that joined it."""
    shared = [tag for tag in incident.tags[0] if all(tag in t for t in incident.tags)]
    if incident.pk is None:
        said = f"{incident.title} {service}"
        return derive(incident.labels, said=said, given=shared, chosen=chosen)
    if chosen:
        more = derive(incident.labels, said="", given=kept, chosen=chosen)
        return more[: max(MOST_CHOSEN, len(kept))]
    return narrow(kept, zip(incident.labels, incident.tags, strict=True))


def _common(alerts: Sequence[Mapping[str, str]]) -> list[str]:
    """The values that all alerts share, the telling ones first."""
    if not alerts:
        return []
    shared = {
        name: value
        for name, value in alerts[0].items()
        if all(each.get(name) == value for each in alerts[1:])
    }
    names = [name for name in shared if name not in SILENT and _tells(shared[name])]
    rank = {name: place for place, name in enumerate(TELLING)}
    names.sort(key=lambda name: rank.get(name, len(TELLING)))
    return [shared[name] for name in names]


def _tells(value: str) -> bool:
    """A word or two that people would use: no number, address or sentence."""
    if not value or len(value) > LONGEST_WORD or "://" in value:
        return False
    return not value.replace(".", "").replace(":", "").isdecimal()
