"""Admins are told of troubles, again while they last, and when they are over.

The Slack message goes through the queue of Slack and the e-mail through that of pages,
so that one comes while the other's worker is gone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents.auditing.models import Trouble
from incidents.channels import syncing
from incidents.escalation.asking import PAGE
from incidents.outbox import services as outbox
from incidents.outbox.values import SLACK, Wanted
from incidents.updates.queries import sends_email

TOLD = "audit"
TOLD_EMAIL = "audit.email"
PRIORITY = 20
LASTS, OVER = "lasts", "over"
# After the first time: so long after the time before. Then nobody hears of it again.
AGAIN = (
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=1),
)
# The same of what is not grave.
DAILY = (timedelta(days=1),) * 5


def tell(troubles: Sequence[Trouble], now: datetime) -> None:
    """Of these, which last: those that are new, or were told long ago."""
    due = [each for each in troubles if _is_due(each, now)]
    for each in due:
        each.told_at, each.told_times = now, each.told_times + 1
    Trouble.objects.bulk_update(due, ["told_at", "told_times"])
    _ask(due, LASTS)


def _is_due(trouble: Trouble, now: datetime) -> bool:
    if trouble.told_at is None:
        return True
    waits = AGAIN if trouble.is_grave else DAILY
    if trouble.told_times > len(waits):
        return False
    return now - trouble.told_at >= waits[trouble.told_times - 1]


def tell_over(troubles: Sequence[Trouble], now: datetime) -> None:
    """Whoever heard that it began hears that it is over."""
    _ask(troubles, OVER)


def _ask(troubles: Sequence[Trouble], what: str) -> None:
    if not troubles:
        return
    ids = [each.pk for each in troubles]
    times = "-".join(f"{each.pk}.{each.told_times}" for each in troubles)[:120]
    ways = [(TOLD, SLACK)] + ([(TOLD_EMAIL, PAGE)] if sends_email() else [])
    outbox.add_all(
        [
            Wanted(
                kind=kind,
                key=f"{kind}:{what}:{times}:{person}",
                subject=TOLD,
                args={"person": person, "troubles": ids, "what": what},
                priority=PRIORITY,
                queue=queue,
            )
            for kind, queue in ways
            for person in syncing.admins()
        ]
    )
