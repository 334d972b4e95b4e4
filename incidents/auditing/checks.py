"""Looking for what is overdue, stuck or silent. Each check is a few indexed queries.

What is late by LATE is told; with a look every ten seconds that is within a minute.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q

from incidents.auditing.models import Audit
from incidents.auditing.values import Finding
from incidents.contacts.models import Way
from incidents.escalation.models import Page, Run
from incidents.heartbeats import health, parts, reception
from incidents.heartbeats.models import Heartbeat
from incidents.oncall.models import Schedule
from incidents.outbox import queries as outbox
from incidents.record.models import Entry
from incidents.reminders.models import Reminder

LATE = timedelta(seconds=45)
# A process that is being restarted is no trouble yet.
RESTART = timedelta(seconds=20)
BEAT_SILENT = timedelta(minutes=5)
# An engine is asked for ten minutes how a call stands (integrations.paging.checking).
OUTCOME = timedelta(minutes=15)
LOOKED_BACK = timedelta(hours=1)
# Of so many pages the latest ones are looked at for what their engine never said.
PAGES = 1_000
ENTRIES = 10_000
GAPS = 5
QUEUES = ("page", "ingest", "slack", "sync")
LOG = "See the workers' log"


def runs(now: datetime) -> Iterator[Finding]:
    late = Run.objects.filter(status=Run.Status.RUNNING, next_at__lt=now - LATE)
    if number := late.count():
        text = (
            f"{_of(number, 'escalation')} should have gone on: nobody is paged by it."
        )
        yield Finding("runs", f"{text} {LOG}.")


def pages(now: datetime) -> Iterator[Finding]:
    late = Page.objects.filter(status=Page.Status.WAITING, due_at__lt=now - LATE)
    if number := late.count():
        text = f"{_of(number, 'page')} should have gone out."
        yield Finding("pages", f"{text} {LOG}.")


def outcomes(now: datetime) -> Iterator[Finding]:
    """Calls and SMS of which nobody knows what came of them."""
    if number := Page.objects.filter(check_at__lt=now - LATE).count():
        text = f"Nobody asks how {_of(number, 'page')} went, which no engine reported."
        yield Finding("outcomes", f"{text} {LOG}.")
    silent = _unheard(now)
    if silent:
        text = (
            f"{_of(silent, 'call or SMS', 'calls or SMS')} of the last hour had no "
            "outcome: the engine never told it. Pages in the back-office names them."
        )
        yield Finding("silent", text, is_grave=False)


def _unheard(now: datetime) -> int:
    newest = Page.objects.aggregate(pk=Max("pk"))["pk"] or 0
    latest = Page.objects.filter(pk__gt=newest - PAGES, sent_at__gt=now - LOOKED_BACK)
    going = (Page.Status.SENT, Page.Status.RINGING, Page.Status.ANSWERED)
    open_ = Q(status__in=going, way__in=(Way.CALL, Way.SMS), sent_at__lt=now - OUTCOME)
    return latest.filter(open_ | Q(code="silent")).count()


def nobody(now: datetime) -> Iterator[Finding]:
    """Levels that should have paged somebody, and had nobody, in the last hour. The
    incident is not named: it may be private.
    """
    newest = Entry.objects.aggregate(pk=Max("pk"))["pk"] or 0
    latest = Entry.objects.filter(pk__gt=newest - ENTRIES, at__gt=now - LOOKED_BACK)
    found = latest.filter(kind=Entry.Kind.TROUBLE, data__has_keys=["run", "level"])
    texts = {text[:80]: text for text in found.values_list("text", flat=True)}
    for subject in sorted(texts)[:GAPS]:
        yield Finding("nobody", texts[subject], subject=subject, is_grave=False)


def effects(now: datetime) -> Iterator[Finding]:
    """What is due outside, and nobody takes it; by queue."""
    for queue, number in sorted(outbox.stuck_by_queue(before=now - LATE).items()):
        text = f"{_of(number, 'effect')} of the queue {queue} should have gone out."
        yield Finding("effects", f"{text} {LOG}.", subject=queue)
    if dead := outbox.dead():
        text = (
            f"{_of(dead, 'effect')} gave up: Engine, Effects in the back-office says "
            "why, with Retry."
        )
        yield Finding("failed", text, is_grave=False)


def inbox(now: datetime) -> Iterator[Finding]:
    found = health.inbox(now)
    if found.lag > LATE:
        text = f"{_of(found.waiting, 'alert')} waited in the inbox for too long."
        yield Finding("inbox", f"{text} {LOG}.")


def processes(now: datetime) -> Iterator[Finding]:
    """Pulses that stopped, queues that nobody serves, and whether alerts can come."""
    running = parts.parts()
    workers = [each for each in running if each.kind == parts.WORKER]
    for each in running:
        if not each.is_well:
            text = f"{each.kind.capitalize()} {each.name} is silent: restart it."
            yield Finding("silence", text, subject=each.name[:80], patience=RESTART)
    served = {queue for each in workers if each.is_well for queue in each.queues}
    for queue in QUEUES:
        if queue not in served:
            text = f"No worker serves the queue {queue}: start one, or see its log."
            yield Finding("workers", text, subject=queue, patience=RESTART)
    if not reception.receiving(now):
        text = "No web server receives alerts or clicks: start one, or see its log."
        yield Finding("web", text, patience=RESTART)


def heartbeats(now: datetime) -> Iterator[Finding]:
    due = Heartbeat.objects.filter(state=Heartbeat.State.UP, due_at__lt=now - LATE)
    if (number := due.count()) and reception.receiving(now):
        text = f"{_of(number, 'heartbeat')} may be late, and nobody looks."
        yield Finding("heartbeats", f"{text} {LOG}.")


def reminders(now: datetime) -> Iterator[Finding]:
    if number := Reminder.objects.filter(due_at__lt=now - LATE).count():
        yield Finding("reminders", f"{_of(number, 'reminder')} did not come. {LOG}.")
    late = Schedule.objects.filter(tell_at__lt=now - LATE)
    if number := late.count():
        text = f"{_of(number, 'schedule')} changed hands, and nobody was told."
        yield Finding("shifts", f"{text} {LOG}.")


def beat(now: datetime) -> Iterator[Finding]:
    """It begins a look each minute, through the broker; see tasks.auditing."""
    heard = Audit.objects.values_list("beat_at", flat=True).first()
    text = (
        "Beat was not heard from: no sync begins by itself. Restart `celery beat`, and "
        "see whether the broker answers."
    )
    if heard is None:
        yield Finding("beat", text, patience=BEAT_SILENT)
    elif now - heard > BEAT_SILENT:
        yield Finding("beat", text)


CHECKS: tuple[Callable[[datetime], Iterator[Finding]], ...] = (
    runs,
    pages,
    outcomes,
    nobody,
    effects,
    inbox,
    processes,
    heartbeats,
    reminders,
    beat,
)


def find(now: datetime) -> list[Finding]:
    """Everything that does not work at `now` (UTC)."""
    with connection.cursor() as cursor:
        # A look that hangs would be none; it fails instead, and nobody is pinged.
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    return [each for check in CHECKS for each in check(now)]


def _of(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
