"""Direct messages that paged somebody: edited once somebody has it, or it is over."""

from incidents.contacts.models import Way
from incidents.escalation.models import Page, Run
from incidents.outbox import services as outbox
from incidents.outbox.values import Wanted
from incidents.record.models import Incident, subject_of

SHOWN = "page.shown"
PRIORITY = 30
OVER = (Page.Status.ACKNOWLEDGED, Page.Status.CANCELLED)


def key(page_id: int) -> str:
    """Under which the message's place is kept."""
    return f"{SHOWN}:{page_id}"


def show(incident: Incident) -> None:
    """Have every message that paged somebody for it say how it stands now."""
    sent = Page.objects.filter(incident=incident, way=Way.SLACK, sent_at__isnull=False)
    pages = sent.order_by("pk").values_list("pk", flat=True)
    outbox.touch_all([_wanted(pk, incident.pk) for pk in pages])


def show_one(page_id: int, *, incident_id: int) -> None:
    """The same of one that went out while somebody acknowledged."""
    outbox.touch_all([_wanted(page_id, incident_id)])


def _wanted(page_id: int, incident_id: int) -> Wanted:
    return Wanted(
        kind=SHOWN,
        key=key(page_id),
        subject=subject_of(incident_id),
        args={"page": page_id},
        priority=PRIORITY,
    )


def over(page_id: int) -> bool:
    """Whether nothing is asked any more of who was paged by it."""
    rows = Page.objects.select_related("run", "incident")
    page = rows.filter(pk=page_id).first()
    if page is None or page.incident is None:
        return False
    if page.status in OVER or not page.incident.is_open:
        return True
    return page.run is not None and page.run.status != Run.Status.RUNNING
