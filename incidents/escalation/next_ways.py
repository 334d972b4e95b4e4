"""After a page that reached nobody: the person's next way, or the next level."""

from datetime import datetime

from django.db.models import QuerySet

from incidents.contacts import queries as contacts
from incidents.contacts.models import Importance, Way
from incidents.contacts.values import Planned
from incidents.escalation import asking
from incidents.escalation.models import Page, Run
from incidents.outbox import services as outbox

# Nobody was reached: the next way follows at once.
MISSED = (
    Page.Status.BUSY,
    Page.Status.NO_ANSWER,
    Page.Status.VOICEMAIL,
    Page.Status.FAILED,
)


def follow(page: Page, now: datetime) -> None:
    """Nobody was reached in this way: the next one at once; after the last one of all
    whom the level pages, the next level.
    """
    theirs = _siblings(page).filter(person=page.person, contact=page.contact)
    later = theirs.filter(status=Page.Status.WAITING).order_by("due_at", "pk").first()
    if later is not None:
        later.due_at = now
        later.save(update_fields=["due_at"])
        outbox.wake(asking.PAGE)
        return
    other = _untried(page)
    if other is not None:
        _instead(page, other, now)
    elif page.run_id and not _siblings(page).exclude(status__in=MISSED).exists():
        Run.objects.filter(pk=page.run_id, status=Run.Status.RUNNING).update(
            next_at=now
        )
        outbox.wake(asking.PAGE)


def _siblings(page: Page) -> QuerySet[Page]:
    """The pages of its level in this round; of a page asked for by name, its own."""
    same = Page.objects.filter(incident=page.incident_id, run=page.run_id)
    if page.run_id is None:
        return same.filter(person=page.person, contact=page.contact)
    first = page
    while first.fallback_of is not None:
        first = first.fallback_of
    return same.filter(level=page.level, created_at__gte=first.created_at)


def _untried(page: Page) -> Planned | None:
    """A way to the same person that this level did not plan."""
    theirs = _siblings(page).filter(person=page.person, contact=page.contact)
    tried = set(theirs.values_list("way", "method"))
    for planned in _ways(page):
        if (planned.way, planned.method) not in tried:
            return planned
    return None


def _ways(page: Page) -> tuple[Planned, ...]:
    """Those of their important pages too, whichever this one was."""
    if page.person_id is None:
        found = contacts.reach_contacts([page.contact_id or 0])
        return found.get(page.contact_id or 0, ())
    return contacts.reach([page.person_id], Importance.IMPORTANT)[page.person_id]


def _instead(page: Page, planned: Planned, now: datetime) -> None:
    reason = f"{Way(page.way).label} reached nobody; {planned.reason}"
    other = Page(
        run=page.run,
        incident=page.incident,
        person=page.person,
        contact=page.contact,
        name=page.name,
        way=planned.way,
        method_id=planned.method,
        importance=page.importance,
        level=page.level,
        text=page.text,
        why=[*page.why[:-1], {"step": "way", "text": reason}],
        asked_by=page.asked_by,
        status=Page.Status.QUEUED,
        due_at=now,
        fallback_of=page,
    )
    severity = page.incident.severity if page.incident else ""
    asking.add([other], {page.incident_id or 0: severity})
