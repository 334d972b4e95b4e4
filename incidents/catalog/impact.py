"""From answers about the impact to a severity, and what that brings with it."""

from collections.abc import Collection, Iterable, Iterator

from incidents.catalog import queries
from incidents.catalog.models import ImpactLevel, ImpactQuestion, SeverityRule
from incidents.values import Severity


def questions() -> list[ImpactQuestion]:
    """What is asked, with the answers to each."""
    found = ImpactQuestion.objects.filter(is_active=True, levels__isnull=False)
    return list(found.distinct().prefetch_related("levels"))


def answered(levels: Collection[int]) -> str:
    """The severity that these answers, by their ids, speak for; or empty."""
    found = ImpactLevel.objects.filter(pk__in=levels, question__is_active=True)
    return proposed(found.values_list("severity", flat=True))


def proposed(severities: Iterable[str]) -> str:
    """The worst of these severities; empty when none speaks for any. Pure."""
    spoken = [Severity(severity) for severity in severities if severity]
    return min(spoken, key=lambda severity: severity.rank).value if spoken else ""


def consequences(severity: str) -> list[str]:
    """What an incident of this severity brings with it, in a few words each."""
    return list(_told(queries.rule(severity))) if severity else []


def _told(rule: SeverityRule) -> Iterator[str]:
    if rule.update_minutes:
        yield f"an update is due every {rule.update_minutes} minutes"
    if not rule.opens_channel:
        yield "no channel is opened by itself"
    if rule.freezes:
        everything = rule.freeze_scope == "all"
        scope = "" if everything else f" of {rule.freeze_scope}"
        yield f"deployments{scope} are frozen until it is resolved"
    needs = [
        what
        for wanted, what in (
            (rule.needs_resolution, "what fixed it"),
            (rule.needs_postmortem, "a post-mortem"),
            (rule.needs_follow_ups, "follow-ups with owners"),
        )
        if wanted
    ]
    if needs:
        yield f"closing needs {', '.join(needs)}"
