"""What is missing before an incident can be closed. The rules are pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from incidents.catalog import queries as catalog
from incidents.catalog.models import SeverityRule
from incidents.followups.models import FollowUp
from incidents.people.models import Person
from incidents.postmortems.models import Postmortem
from incidents.record.models import Incident
from incidents.values import Mistake, Severity

NAMED = 3


class Need(StrEnum):
    """What may be missing; front ends have a button for each."""

    SEVERITY = "severity"
    RESOLUTION = "resolution"
    POSTMORTEM = "postmortem"
    PUBLISH = "publish"
    FOLLOW_UP = "follow_up"
    OWNERS = "owners"


@dataclass(frozen=True)
class Blocker:
    """Why it cannot be closed yet. `button` names what solves it."""

    kind: Need
    text: str
    button: str


@dataclass(frozen=True)
class FollowUpFact:
    """A follow-up, done or not; `is_planned`: it has an owner and a day."""

    title: str
    is_open: bool
    is_planned: bool


@dataclass(frozen=True)
class ClosingFacts:
    """What decides. `postmortem` is its status, empty while there is none."""

    severity: str
    resolution: str = ""
    postmortem: str = ""
    follow_ups: tuple[FollowUpFact, ...] = ()


class Blocked(Mistake):
    """It cannot be closed yet; `blockers` says why."""

    def __init__(self, name: str, blockers: Sequence[Blocker]) -> None:
        needs = "; ".join(f"{each.text}: {each.button}" for each in blockers)
        super().__init__(f"{name} cannot be closed yet. {needs}.", field="status")
        self.blockers = tuple(blockers)


def blockers(rule: SeverityRule, facts: ClosingFacts) -> list[Blocker]:
    """What the severity asks for and is not there, in the order to do it. Pure.

    Who leaves the severity open would get round every rule, so that it comes first.
    """
    found: list[Blocker] = []
    if not facts.severity:
        text = "Its severity is not set, and says what closing needs"
        found.append(Blocker(Need.SEVERITY, text, "Set the severity"))
    if rule.needs_resolution and not facts.resolution.strip():
        found.append(
            Blocker(
                Need.RESOLUTION, "Nobody wrote what fixed it", "Write what fixed it"
            )
        )
    if rule.needs_postmortem:
        found += _postmortem(rule, facts)
    if rule.needs_follow_ups:
        found += _follow_ups(rule, facts)
    return found


def facts_of(incident: Incident) -> ClosingFacts:
    """The facts as they are now."""
    status = Postmortem.objects.filter(incident=incident).values_list(
        "status", flat=True
    )
    follow_ups = FollowUp.objects.filter(incident=incident)
    return ClosingFacts(
        severity=incident.severity,
        resolution=incident.resolution,
        postmortem=status.first() or "",
        follow_ups=tuple(_fact(each) for each in follow_ups),
    )


def blocking(incident: Incident) -> list[Blocker]:
    """What keeps this incident from being closed, as it is now."""
    return blockers(catalog.rule(incident.severity), facts_of(incident))


def check(
    incident: Incident, *, by: Person, reason: str, anyway: bool
) -> tuple[Blocker, ...]:
    """Raises Blocked, unless an admin says why it is closed all the same.

    Answers what is missing then, for the timeline. Raises Mistake.
    """
    found = tuple(blocking(incident))
    if not found:
        return ()
    if not anyway:
        raise Blocked(incident.reference, found)
    if not by.is_staff:
        raise Mistake(
            f"Only an admin of Muster can close {incident.reference} as it is.",
            field="anyway",
        )
    if not reason:
        raise Mistake("Reason is empty: say why it is closed as it is.", field="reason")
    return found


def _postmortem(rule: SeverityRule, facts: ClosingFacts) -> list[Blocker]:
    name = _name(rule)
    if not facts.postmortem:
        text = f"{name} needs a post-mortem"
        return [Blocker(Need.POSTMORTEM, text, "Make the post-mortem")]
    if facts.postmortem != Postmortem.Status.PUBLISHED:
        text = "Its post-mortem is still a draft"
        return [Blocker(Need.PUBLISH, text, "Publish the post-mortem")]
    return []


def _follow_ups(rule: SeverityRule, facts: ClosingFacts) -> list[Blocker]:
    if not facts.follow_ups:
        text = f"{_name(rule)} needs at least one follow-up"
        return [Blocker(Need.FOLLOW_UP, text, "Add a follow-up")]
    loose = [f.title for f in facts.follow_ups if f.is_open and not f.is_planned]
    if not loose:
        return []
    named = ", ".join(f"“{title[:60]}”" for title in loose[:NAMED])
    more = f" and {len(loose) - NAMED} more" if len(loose) > NAMED else ""
    count = "1 follow-up has" if len(loose) == 1 else f"{len(loose)} follow-ups have"
    text = f"{count} no owner or no day: {named}{more}"
    return [Blocker(Need.OWNERS, text, "Give them an owner and a day")]


def _fact(follow_up: FollowUp) -> FollowUpFact:
    return FollowUpFact(
        title=follow_up.title,
        is_open=follow_up.status == FollowUp.Status.OPEN,
        is_planned=follow_up.owner_id is not None and follow_up.due_on is not None,
    )


def _name(rule: SeverityRule) -> str:
    return Severity(rule.severity).value if rule.severity else "It"
