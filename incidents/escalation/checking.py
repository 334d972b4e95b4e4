"""Asking engines how pages stand that they should have reported on by now."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.escalation import asking, pages
from incidents.escalation.models import Page
from incidents.outbox import services as outbox
from incidents.outbox.values import Wanted
from incidents.record.models import subject_of

CHECK = "page.check"
PRIORITY = 5
AT_ONCE = 100
# Should what asks be lost, it is asked for again.
AGAIN = timedelta(minutes=1)


@transaction.atomic
def ask_due(now: datetime) -> int:
    """Ask for a look at what is silent; how many."""
    due = pages.to_check(now, limit=AT_ONCE)
    rows = Page.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    held = list(rows.filter(pk__in=[page.pk for page in due], check_at__lte=now))
    outbox.add_all(
        [
            Wanted(
                kind=CHECK,
                key=f"check:{page.pk}:{page.check_at:%Y%m%d%H%M%S%f}",
                subject=subject_of(page.incident_id or 0),
                args={"page": page.pk},
                priority=PRIORITY,
                queue=asking.PAGE,
            )
            for page in held
        ]
    )
    Page.objects.filter(pk__in=[p.pk for p in held]).update(check_at=now + AGAIN)
    return len(held)
