"""What is open about an incident, for who takes it over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.mrkdwn import inline, moment
from incidents.followups.models import FollowUp
from incidents.record.models import Incident
from incidents.roles import queries as roles

SHOWN = 5


@dataclass(frozen=True)
class OpenItems:
    """`follow_ups` are the first open ones, `total` counts all; `vacant` are roles."""

    follow_ups: Sequence[FollowUp] = ()
    total: int = 0
    vacant: Sequence[str] = ()


def load(incident: Incident) -> OpenItems:
    found = FollowUp.objects.filter(incident=incident).open().select_related("owner")
    single = [held for held in roles.held(incident) if held.role.is_single]
    return OpenItems(
        follow_ups=list(found[:SHOWN]),
        total=found.count(),
        vacant=[held.role.name for held in single if held.is_vacant],
    )


def lines(incident: Incident, items: OpenItems) -> list[str]:
    """One line each, escaped; none when nothing is open. Pure."""
    return [*_next(incident), *_follow_ups(items), *_vacant(items)]


def _next(incident: Incident) -> Iterator[str]:
    if incident.next_update_at is not None:
        yield f"• Next update due: {moment(incident.next_update_at)}"


def _follow_ups(items: OpenItems) -> Iterator[str]:
    for each in items.follow_ups:
        due = f", due {each.due_on:%-d %b}" if each.due_on else ""
        owner = inline(each.owner.name, 80) if each.owner else "nobody's"
        yield f"• Follow-up: {inline(each.title, 150)} ({owner}{due})"
    more = items.total - len(items.follow_ups)
    if more > 0:
        yield f"• and {more} more follow-up{'s' if more > 1 else ''}"


def _vacant(items: OpenItems) -> Iterator[str]:
    if items.vacant:
        names = ", ".join(inline(name, 60) for name in items.vacant[:SHOWN])
        yield f"• Nobody is: {names}"
